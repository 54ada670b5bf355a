import type { Evidence } from '../evidence/evidence.ts';

/** Cells that were scored 0 for a reason; all of them without a result. */
export function problemsOf({ files: { result } }: Evidence): number {
  if (result === null) return Number.POSITIVE_INFINITY;
  return Object.values(result.problems).reduce((sum, each) => sum + each, 0);
}
