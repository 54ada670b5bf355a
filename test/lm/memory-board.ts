import type { PaceBoard, PaceState } from '../../domain/pace-board.ts';

/** A board for limiters of one process that stand for several. */
export function memoryBoard(): PaceBoard {
  const states = new Map<string, PaceState>();
  return {
    read: (scope) => states.get(scope) ?? null,
    change: (scope, change) => {
      const next = change(states.get(scope) ?? null);
      states.set(scope, next);
      return next;
    },
  };
}
