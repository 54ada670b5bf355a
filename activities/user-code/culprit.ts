import { AsyncLocalStorage } from 'node:async_hooks';
import { plain } from '../../domain/plain-text.ts';
import type { StoppedCode } from '../../domain/score.ts';

/** The work that holds or ends this process, in words that may be stored and shown. */
export interface Culprit {
  /** The same for the same code, candidate and example. */
  readonly key: string;
  readonly task: string;
  /** Its row and id. */
  readonly example: string;
  readonly code: 'program' | 'metric';
}

const atWork = new AsyncLocalStorage<() => Culprit>();

/** Runs work so that it can be named while it holds this thread. */
export function asCulprit<T>(describe: () => Culprit, work: () => Promise<T>): Promise<T> {
  return atWork.run(describe, work);
}

/** Whose code runs at this very moment; null when it is nobody's. */
export function currentCulprit(): Culprit | null {
  return atWork.getStore()?.() ?? null;
}

/** Where the watchdog finds it, which can look into this thread but shares no memory of modules with it. */
export const CULPRIT_KEY = 'durable-mipro.culprit';

Object.defineProperty(globalThis, Symbol.for(CULPRIT_KEY), {
  value: () => JSON.stringify(currentCulprit()),
  configurable: true,
});

export function problemOf({ code }: Culprit, end: 'hung' | 'exited'): StoppedCode {
  return end === 'hung' ? `${code}-hung` : 'exited';
}

/** The last words of a process. */
export function lastWords({ task, example, code }: Culprit, did: string, isNoted: boolean): string {
  const next = isNoted
    ? 'Start it again: this example then scores 0, and all that was paid for is kept. '
    : 'Mend it and start again. ';
  return plain(
    `durable-mipro: ${task}, ${example}: the ${code} ${did}, and nothing less than its end helps. ${next}` +
      'A task that comes from a file runs in a process of its own, which can be ended alone (docs/user-code.md).\n',
  );
}
