import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { unless } from '../../evidence/violation.ts';
import { problemsOf } from '../problems-of.ts';
import type { ChaosFault } from '../fault.ts';

const SHIFTED = fileURLToPath(new URL('../shifted-clock.ts', import.meta.url));
const DAY_MS = 24 * 3_600_000;
const SHIFTS: Readonly<Record<string, string>> = {
  '3 days ahead': String(3 * DAY_MS),
  '3 days behind': String(-3 * DAY_MS),
  'jumps by an hour': 'jumps',
};
const TROUBLE_MS = 6_000;

/** With a failing model meanwhile: what is tried again, and what counts as an outage, depends on time. */
export const clockSet: ChaosFault = {
  id: 'R25',
  title: "the worker's clock is wrong, or set to and fro, while the model fails for a while",
  variants: Object.keys(SHIFTS),
  crew: ({ variant }) => ({
    prepare: () =>
      Promise.resolve({
        workers: { NODE_OPTIONS: `--import=${SHIFTED}`, CHAOS_CLOCK_MS: SHIFTS[variant] ?? '0' },
      }),
  }),
  inject: async (arena) => {
    await arena.untilShare(arena.shareBetween(0.1, 0.6));
    arena.setFaults([
      { at: arena.crew.model.stats().requests + 10, kind: 'status429', retryAfterS: 2 },
      { at: { from: 1 }, kind: 'status500' },
    ]);
    await wait(TROUBLE_MS);
    arena.setFaults([]);
    arena.wound(0);
  },
  judge: ({ evidence }) => {
    const { wallMs = 0, startedAtMs = 0 } = evidence.files.result ?? {};
    const ageMs = Date.now() - startedAtMs;
    return [
      ...unless(problemsOf(evidence) === 0, 'an outage became a score', {}),
      ...unless(wallMs > 0 && wallMs < DAY_MS && ageMs < DAY_MS && ageMs > 0, 'a time is not sane', {
        wallMs,
        ageMs,
      }),
    ];
  },
};
