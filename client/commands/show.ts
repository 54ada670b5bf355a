import { stripVTControlCharacters } from 'node:util';
import type { Progress, RunResult } from '../../domain/run.ts';
import { findRun, keyOf } from '../find-run.ts';
import { isUnanswered } from '../follow-run.ts';
import { lastCheckpoint } from '../last-checkpoint.ts';
import { extendedLines } from '../show/extended-words.ts';
import { liveBlock } from '../show/live-block.ts';
import { trialLine } from '../show/run-lines.ts';
import { dollars, duration, percent } from '../show/words.ts';
import { lastEventMs, unserved, type Unserved } from '../unserved.ts';
import { withServer, type At } from './with-server.ts';
import { print, printJson } from '../show/print.ts';

interface Flags {
  readonly json?: boolean;
}

type Shown =
  | { readonly kind: 'finished'; readonly result: RunResult }
  | {
      readonly kind: 'under-way';
      readonly progress: Progress;
      readonly from: 'worker' | 'checkpoint';
      readonly unserved?: Unserved;
    }
  | { readonly kind: 'nothing-known'; readonly status: string; readonly unserved?: Unserved };

/** `durable-mipro show`: a finished run from its file, a running one from its workflow, else from its last checkpoint. */
export async function showCommand(run: string, { json }: Flags): Promise<void> {
  const { runId, status, shown } = await withServer((at) => look(at, run));
  if (json) {
    printJson({ schema: 1, runId, status, ...shown });
    return;
  }
  print(`${runId} (${status})`, ...describe(shown));
}

/** `durable-mipro trials`: one line per trial. */
export async function trialsCommand(run: string, { json }: Flags): Promise<void> {
  const { shown } = await withServer((at) => look(at, run));
  const trials =
    shown.kind === 'finished' ? shown.result.trials : shown.kind === 'under-way' ? shown.progress.trials : [];
  for (const trial of trials) {
    if (json) printJson(trial);
    else print(trialLine(trial).trim());
  }
}

async function look(at: At, wanted: string): Promise<{ runId: string; status: string; shown: Shown }> {
  const { runId, status } = await findRun(at.client, at.runs, wanted);
  const result = status === 'running' ? null : await at.runs.result(keyOf(runId));
  if (result !== null) return { runId, status, shown: { kind: 'finished', result } };
  const progress = status === 'running' ? await askWorkflow(at, runId) : null;
  if (progress !== null)
    return { runId, status: progress.status, shown: { kind: 'under-way', progress, from: 'worker' } };
  const saved = await lastCheckpoint(at.runs, keyOf(runId));
  const open = status === 'running' ? await waiting(at, runId) : null;
  const facts = open === null ? {} : { unserved: open };
  const told = open?.isBlocked ? 'blocked' : status;
  if (saved === null) return { runId, status: told, shown: { kind: 'nothing-known', status, ...facts } };
  return {
    runId,
    status: told,
    shown: { kind: 'under-way', progress: saved, from: 'checkpoint', ...facts },
  };
}

async function waiting({ client }: At, runId: string): Promise<Unserved> {
  return unserved({ sinceMs: await lastEventMs(client, runId), nowMs: Date.now() });
}

/** Null when no worker serves the task now: only a worker can answer. */
async function askWorkflow({ client }: At, runId: string): Promise<Progress | null> {
  const connection = client.workflow.connection;
  try {
    return await connection.withDeadline(Date.now() + 3_000, () =>
      client.workflow.getHandle(runId).query<Progress>('progress'),
    );
  } catch (error) {
    if (isUnanswered(error)) return null;
    throw error;
  }
}

function describe(shown: Shown): string[] {
  if (shown.kind === 'nothing-known')
    return ['There is no checkpoint yet.', ...(shown.unserved ? [shown.unserved.words] : [])];
  if (shown.kind === 'under-way') {
    const note = shown.from === 'checkpoint' ? ['from its last checkpoint'] : [];
    if (shown.unserved) note.push(shown.unserved.words);
    const blocked = shown.progress.blocked === null ? [] : [`blocked: ${shown.progress.blocked.message}`];
    return [
      ...note,
      ...liveBlock(shown.progress, Date.now()).map(stripVTControlCharacters),
      ...extendedLines(shown.progress.extended),
      ...blocked,
    ];
  }
  const { baseline, best, usage, wallMs, stoppedBecause, extended } = shown.result;
  return [
    `baseline ${percent(baseline)} %, best ${percent(best)} %, ended because: ${stoppedBecause}`,
    `${usage.lmCalls} calls, ${usage.cachedCalls} stored, ${dollars(usage.costUsd)}, ${duration(wallMs)}`,
    ...extendedLines(extended),
  ];
}
