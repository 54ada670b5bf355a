import * as z from 'zod';
import type { Budget } from '../domain/budget.ts';

/** Parts that checkpoint and result have in common. Unknown fields are refused, since they would be lost. */

export const count = z.int().min(0);
/** A share by convention; a metric may give any finite number. */
export const score = z.number();
export const name = z.string().min(1);

export const artifact = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: count });
export const dataset = z.strictObject({ ...artifact.shape, count });
export const budget: z.ZodType<Budget> = z.strictObject({
  maxCostUsd: z.number().positive().exactOptional(),
  maxLmCalls: z.number().positive().exactOptional(),
  maxDurationMs: z.number().positive().exactOptional(),
});

export const sizes = z.strictObject({
  trials: count,
  demoSets: count,
  instructions: count,
  minibatch: z.boolean(),
  minibatchSize: count,
  fullEvalSteps: z.int().min(1),
  zeroShot: z.boolean(),
  trainCount: count,
  valCount: count,
  valPoolCount: count.exactOptional(),
});

const trial = z.strictObject({
  number: count,
  choices: z.array(count).min(1),
  key: name,
  origin: z.enum(['default', 'startup', 'model', 'full-scoring']),
  score,
  cells: count,
  full: z.boolean(),
  open: z.strictObject({ points: score, planned: count, full: z.boolean() }).exactOptional(),
  beyond: z.literal(true).exactOptional(),
});

export const usage = z.strictObject({
  lmCalls: count,
  cachedCalls: count,
  promptTokens: count,
  completionTokens: count,
  costUsd: z.number().min(0).nullable(),
});

export const trials = z
  .array(trial)
  .refine((all) => all.every(({ number }, index) => number === index), 'expected trials 0, 1, 2, …');

export const testScores = z.strictObject({ baseline: score.nullable(), best: score.nullable() });

export const stopReason = z.enum(['completed', 'budget', 'deadline', 'stopped']);

export const extended = z.strictObject({ trials: count, budget });

export const usageLines = z.array(z.strictObject({ ...usage.shape, stage: name, model: name }));
