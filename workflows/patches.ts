import { patched } from '@temporalio/workflow';

/**
 * Runs that began before 25 November 2026 have shards of fifty cells, rounds that are not filled up to the threads, and
 * a checkpoint after every part of a full scoring. The marker decides once per workflow run.
 */
export function isSizedByThreads(): boolean {
  return patched('sized-by-threads');
}
