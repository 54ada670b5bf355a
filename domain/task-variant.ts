import type { ArtifactRef, DatasetRef } from './artifact.ts';

/**
 * What a night puts in the place of a task's own program and data; all else is the task's. By reference, so that every
 * activity of the night, and of its run, works on the same.
 */
export interface TaskVariant {
  /** The text of a saved program, laid over the task's; null for the task's own. */
  readonly program: ArtifactRef | null;
  readonly trainset: DatasetRef;
  readonly valset: DatasetRef;
  /** Name of one of the task's further metrics, in the place of its own. */
  readonly metric?: string;
}
