import type { CellProblem } from '../../domain/score.ts';
import { currentCallScope } from '../../lm/call-scope.ts';
import { CallNotSent } from '../../lm/errors.ts';
import type { Work } from './messages.ts';
import { UserProcess, type JobEnd, type Loss, type ProcessOptions } from './user-process.ts';

/** How a piece of work ended; `stopped` says that it, and no other, is to blame. */
export type WorkEnd =
  | { readonly kind: 'done'; readonly outcome: unknown }
  | { readonly kind: 'stopped'; readonly problem: CellProblem };

/**
 * The code of one task file, in child processes. Work shares one. When that is lost nobody knows by whom: what was under way is done
 * again piece by piece in a second one, and the piece that loses that one too is to blame. Model answers are
 * stored by then, so nothing is paid again.
 */
export class IsolatedCode {
  readonly #options: ProcessOptions;
  readonly #processes = new Map<'shared' | 'alone', Promise<UserProcess>>();
  #lastAlone: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: ProcessOptions) {
    this.#options = options;
  }

  /** @throws what says nothing about the code; InvalidRequest when it cannot be loaded in a process of its own */
  async run(work: Work): Promise<WorkEnd> {
    const child = await this.#process('shared');
    const end = await child.run(work);
    return end.kind === 'lost' ? this.#runAlone(work) : verdict(end);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const opened = await Promise.allSettled(this.#processes.values());
    const living = opened.flatMap((child) => (child.status === 'fulfilled' ? [child.value] : []));
    await Promise.all(living.map((child) => child.close()));
  }

  #runAlone(work: Work): Promise<WorkEnd> {
    const { signal } = currentCallScope();
    const turn = this.#lastAlone.then(async () => {
      if (signal?.aborted) throw new CallNotSent();
      const child = await this.#process('alone');
      return verdict(await child.run(work));
    });
    this.#lastAlone = turn.catch(() => {});
    return turn;
  }

  async #process(which: 'shared' | 'alone'): Promise<UserProcess> {
    if (this.#isClosed) throw new CallNotSent();
    const before = this.#processes.get(which);
    const known = await before?.catch(() => undefined);
    if (known?.isOpen) return known;
    // Another piece of work may have opened one meanwhile.
    if (this.#processes.get(which) === before) this.#processes.set(which, UserProcess.open(this.#options));
    return this.#processes.get(which) as Promise<UserProcess>;
  }
}

function verdict(end: JobEnd): WorkEnd {
  if (end.kind === 'done') return end;
  const problem = problemOf(end.kind === 'over' ? 'hung' : end.loss, end.answered ? 'metric' : 'program');
  return { kind: 'stopped', problem };
}

function problemOf(loss: Loss, code: 'program' | 'metric'): CellProblem {
  if (loss === 'hung') return `${code}-hung`;
  return loss === 'threw' ? `${code}-error` : loss;
}
