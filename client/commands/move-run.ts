import { runIdOf } from '../../domain/task-queue.ts';
import type { RunState } from '../../domain/run.ts';
import { exportRun } from '../../stores/export-run.ts';
import { homeDirectory } from '../../stores/home.ts';
import { importRun } from '../../stores/import-run.ts';
import { openStores, type Stores } from '../../stores/open-stores.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { findRunOnFile, keyOf } from '../find-run.ts';
import { prepareHome } from '../prepare-home.ts';
import { count } from '../show/words.ts';
import { print, printJson } from '../show/print.ts';

interface ExportFlags {
  readonly answers?: boolean;
  readonly json?: boolean;
}

/** `durable-mipro export-run`: needs no server, since a run's files say all. */
export async function exportCommand(wanted: string, target: string, flags: ExportFlags): Promise<void> {
  await withStores(async ({ stores, runs }) => {
    const { runId } = await findRunOnFile(runs, wanted);
    const withAnswers = flags.answers ?? false;
    const { checkpoint, artifacts, answers } = await exportRun({
      stores,
      runs,
      key: keyOf(runId),
      target,
      withAnswers,
    });
    tell(flags, { runId, path: target, trials: checkpoint.state.trials.length, artifacts, answers }, [
      `${runId}: written to ${target} as of its last checkpoint: ${standOf(checkpoint.state)}, ${contents(artifacts, answers)}`,
      `there: durable-mipro import-run ${target}`,
    ]);
  });
}

/** `durable-mipro import-run`. */
export async function importCommand(source: string, flags: { readonly json?: boolean }): Promise<void> {
  await withStores(async ({ stores, runs }) => {
    const { key, checkpoint, result, artifacts, answers, isNew } = await importRun({ stores, runs, source });
    const runId = runIdOf(key.task, key.specHash);
    const next =
      result === null
        ? 'durable-mipro resume <run> <task-file> goes on with it'
        : 'it has ended: durable-mipro show tells how, extend goes on with it';
    tell(flags, { runId, isNew, trials: checkpoint.state.trials.length, artifacts, answers }, [
      `${runId}: ${isNew ? 'taken in' : 'was here already'}, ${standOf(checkpoint.state)}, ${contents(artifacts, answers)}`,
      next,
    ]);
  });
}

async function withStores(work: (at: { stores: Stores; runs: RunFolders }) => Promise<void>): Promise<void> {
  const home = homeDirectory();
  prepareHome(home);
  const stores = openStores(home);
  try {
    await work({ stores, runs: new RunFolders(home) });
  } finally {
    stores.close();
  }
}

function standOf({ trials, prepared }: RunState): string {
  const sampled = trials.filter(({ origin }) => origin === 'startup' || origin === 'model').length;
  return `${sampled} of ${count(prepared?.sizes.trials ?? 0, 'trial')}`;
}

function contents(artifacts: number, answers: number | null): string {
  const kept = answers === null ? 'no stored answers' : count(answers, 'stored answer');
  return `${count(artifacts, 'artifact')}, ${kept}`;
}

function tell(flags: { readonly json?: boolean }, facts: object, lines: readonly string[]): void {
  if (flags.json) printJson({ schema: 1, ...facts });
  else print(lines.join('\n'));
}
