import type { Progress } from '../domain/run.ts';
import { estimateText } from './estimate.ts';
import type { RunStart, RunWatcher } from './run-optimization.ts';
import { liveBlock } from './show/live-block.ts';
import { newLines } from './show/run-lines.ts';
import { openScreen, type Screen } from './show/screen.ts';
import type { StartOutcome } from './start-run.ts';

export interface ConsoleWatcherOptions {
  /** Says nothing. */
  readonly quiet?: boolean;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A watcher that writes to stderr: an updating block on a terminal, a line per event elsewhere. */
export function consoleWatcher({ quiet = false, onProgress }: ConsoleWatcherOptions): RunWatcher {
  const screen: Screen = quiet ? { line: () => {}, block: () => {}, end: () => {} } : openScreen();
  let before: Progress | null = null;
  return {
    note: (line) => screen.line(line),
    plans: ({ spec, task, outcome, address }) => {
      screen.line(`run mipro/${spec.task}/${spec.specHash} on ${address} ${OUTCOMES[outcome]}`);
      screen.line(modelLine(task));
      if (outcome === 'started') screen.line(estimateText(task, spec));
    },
    begins: () => {},
    progress: (progress) => {
      for (const line of newLines(before, progress)) screen.line(line);
      before = progress;
      if (progress.stage === 'finished') screen.end();
      else screen.block(liveBlock(progress, Date.now()));
      onProgress?.(progress);
    },
  };
}

const OUTCOMES: { readonly [outcome in StartOutcome]: string } = {
  started: '(new)',
  joined: '(under way: going on with it)',
  'resumed-from-checkpoint': '(going on from its checkpoint file)',
  'finished-before': '(finished on the server)',
  extended: '(had ended: going on with more)',
};

function modelLine({ lm, promptLm, teacherLm }: RunStart['task']): string {
  const named = (model: typeof lm) =>
    'address' in model && typeof model.address === 'string' ? `${model.id} (${model.address})` : model.id;
  const others = [
    promptLm === lm ? '' : `proposals by ${named(promptLm)}`,
    teacherLm === lm ? '' : `teacher ${named(teacherLm)}`,
  ];
  return [`model ${named(lm)}`, ...others].filter((part) => part !== '').join('; ');
}
