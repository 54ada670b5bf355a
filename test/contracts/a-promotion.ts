import type { Promotion } from '../../domain/champion.ts';

/** A first champion; its program has what careless stores lose: floats, control characters, a line feed at the end. */
export function promotionOf(task: string, changes: Partial<Promotion> = {}): Promotion {
  return {
    task,
    expectedVersion: 0,
    program: '{\n  "demos": [{ "price": 1.0, "text": "Grüße \\u0000 世界" }]\n}\n',
    runId: `mipro/${task}/abc`,
    scores: { holdout: 0.75, previous: 0.5, rows: 40 },
    dataHash: 'd'.repeat(64),
    promotedBy: { kind: 'gate', name: `reopt/${task}` },
    reasons: ['Promoted because the challenger is better by 25 points.'],
    rollbackOf: null,
    promotedAtMs: 1_764_000_000_000,
    promotionId: 'night-1',
    ...changes,
  };
}
