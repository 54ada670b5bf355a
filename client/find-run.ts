import type { Client } from '@temporalio/client';
import type { RunFolders, RunKey } from '../stores/run-folders.ts';
import { runIdOf } from '../domain/task-queue.ts';
import { AmbiguousRun, UnknownRun } from './errors.ts';

export interface KnownRun {
  readonly runId: string;
  /** Temporal's word, in lower case; `on file` when only its files are left. */
  readonly status: string;
  readonly startedAt: string | null;
}

/** Runs on the server, then those of which only files are left. */
export async function listRuns(client: Client, runs: RunFolders): Promise<KnownRun[]> {
  const found = new Map<string, KnownRun>();
  for await (const info of client.workflow.list({ query: "WorkflowType = 'optimize'" })) {
    if (found.has(info.workflowId)) continue;
    const status = info.status.name.toLowerCase();
    found.set(info.workflowId, { runId: info.workflowId, status, startedAt: info.startTime.toISOString() });
  }
  for (const run of await runsOnFile(runs)) if (!found.has(run.runId)) found.set(run.runId, run);
  return [...found.values()];
}

async function runsOnFile(runs: RunFolders): Promise<KnownRun[]> {
  const keys = await runs.list();
  return keys
    .filter(({ specHash }) => !specHash.includes('.'))
    .map(({ task, specHash }) => ({ runId: runIdOf(task, specHash), status: 'on file', startedAt: null }));
}

/** A run by its id, or by the beginning of its spec hash or the name of its task when only one fits. @throws UnknownRun, AmbiguousRun */
export async function findRun(client: Client, runs: RunFolders, wanted: string): Promise<KnownRun> {
  return chosen(await listRuns(client, runs), wanted);
}

/** The same among the runs that have files here, without a server. @throws UnknownRun, AmbiguousRun */
export async function findRunOnFile(runs: RunFolders, wanted: string): Promise<KnownRun> {
  return chosen(await runsOnFile(runs), wanted);
}

function chosen(known: readonly KnownRun[], wanted: string): KnownRun {
  const exact = known.find(({ runId }) => runId === wanted);
  if (exact !== undefined) return exact;
  const fitting = known.filter(({ runId }) => {
    const { task, specHash } = keyOf(runId);
    return task === wanted || specHash.startsWith(wanted);
  });
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const names = (some: readonly KnownRun[]) => some.map(({ runId }) => runId);
  if (fitting.length > 1) throw new AmbiguousRun(wanted, names(fitting));
  throw new UnknownRun(wanted, names(known));
}

export function keyOf(runId: string): RunKey {
  const [, task = '', specHash = ''] = runId.split('/');
  return { task, specHash };
}
