import * as z from 'zod';
import type { RunSpec, RunState } from '../domain/run.ts';

/**
 * The shape of a checkpoint file, field by field: it may come from another host, and what it says is paid for or
 * trusted. Unknown fields are refused too, since they would be lost.
 */

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const name = z.string().min(1);

const artifact = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: count });
const dataset = z.strictObject({ ...artifact.shape, count });
const tables = z.array(z.array(artifact).min(1));

const settings: z.ZodType<RunSpec['settings']> = z.strictObject({
  auto: z.enum(['light', 'medium', 'heavy']).nullable(),
  presets: z.enum(['dspy-3', 'classic']),
  numTrials: count.nullable(),
  numCandidates: count.nullable(),
  maxBootstrappedDemos: count,
  maxLabeledDemos: count,
  seed: count,
  minibatch: z.boolean(),
  minibatchSize: count,
  minibatchFullEvalSteps: count,
  parallelTrials: count.nullable(),
  shuffleSplit: z.boolean(),
  programAwareProposer: z.boolean(),
  dataAwareProposer: z.boolean(),
  tipAwareProposer: z.boolean(),
  fewshotAwareProposer: z.boolean(),
  viewDataBatchSize: count,
  initTemperature: z.number().min(0),
  metricThreshold: z.number().nullable(),
  maxErrors: count,
  search: z.enum(['tpe', 'random']),
});

const budget: z.ZodType<RunSpec['budget']> = z.strictObject({
  maxCostUsd: z.number().positive().exactOptional(),
  maxLmCalls: z.number().positive().exactOptional(),
  maxDurationMs: z.number().positive().exactOptional(),
});

const spec: z.ZodType<RunSpec> = z.strictObject({
  task: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  specHash: z.string().regex(/^[0-9a-f]{1,64}$/),
  settings,
  budget,
  numThreads: z.int().min(1),
});

const sizes = z.strictObject({
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

const prepared = z.strictObject({
  fingerprint: z.record(name, z.string()),
  predictors: z.array(name).min(1),
  originalInstructions: z.array(artifact).min(1),
  trainset: dataset,
  valset: dataset,
  testset: dataset.nullable(),
  sizes,
  ownDemos: z.boolean(),
});

const trial = z.strictObject({
  number: count,
  choices: z.array(count).min(1),
  key: name,
  origin: z.enum(['default', 'startup', 'model', 'full-scoring']),
  score: share,
  cells: count,
  full: z.boolean(),
});

const stage = z.enum(['prepare', 'propose', 'search', 'select', 'finished']);

const control = z.strictObject({
  paused: z.boolean(),
  stop: z.enum(['drain', 'now']).nullable(),
  blocked: z
    .strictObject({
      failure: z.enum(['LmAuth', 'LmQuotaExhausted', 'LmBadRequest', 'LmOutage', 'TaskChanged']),
      message: z.string(),
      stage,
    })
    .nullable(),
});

const usage = z.strictObject({
  lmCalls: count,
  cachedCalls: count,
  promptTokens: count,
  completionTokens: count,
  costUsd: z.number().min(0).nullable(),
});

const state: z.ZodType<RunState> = z.strictObject({
  schema: z.literal(2),
  stage,
  prepared: prepared.nullable(),
  instructions: tables.nullable(),
  demos: tables.nullable(),
  trials: z
    .array(trial)
    .refine((trials) => trials.every(({ number }, index) => number === index), 'expected trials 0, 1, 2, …'),
  test: z.strictObject({ baseline: share.nullable(), best: share.nullable() }),
  problems: z.record(name, count),
  usage,
  control,
  stoppedBecause: z.enum(['completed', 'budget', 'deadline', 'stopped']).nullable(),
  startedAtMs: count,
  checkpoints: count,
  notes: z.array(z.string()),
  extended: z.strictObject({ trials: count, budget }),
  idleMs: count,
});

export const checkpointShape = z.strictObject({ spec, state });
