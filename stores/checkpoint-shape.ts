import * as z from 'zod';
import { BLOCKING_FAILURES } from '../domain/failure-type.ts';
import type { RunMemory } from '../domain/run-memory.ts';
import type { RunSpec, RunState } from '../domain/run.ts';
import {
  artifact,
  budget,
  count,
  dataset,
  extended,
  name,
  score,
  sizes,
  stopReason,
  testScores,
  trials,
  usage,
  usageLines,
} from './run-shapes.ts';

/**
 * The shape of a checkpoint file, field by field: it may come from another host, and what it says is paid for or
 * trusted.
 */

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
  pruning: z.boolean().exactOptional(),
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

const spec: z.ZodType<RunSpec> = z.strictObject({
  task: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  specHash: z.string().regex(/^[0-9a-f]{1,64}$/),
  settings,
  budget,
  numThreads: z.int().min(1),
  variant: z
    .strictObject({
      program: artifact.nullable(),
      trainset: dataset,
      valset: dataset,
      metric: name.exactOptional(),
    })
    .exactOptional(),
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

const stage = z.enum(['prepare', 'propose', 'search', 'select', 'finished']);

const control = z.strictObject({
  paused: z.boolean(),
  stop: z.enum(['drain', 'now']).nullable(),
  blocked: z
    .strictObject({
      failure: z.enum(BLOCKING_FAILURES),
      message: z.string(),
      stage,
    })
    .nullable(),
});

const state: z.ZodType<RunState> = z.strictObject({
  schema: z.literal(2),
  stage,
  prepared: prepared.nullable(),
  instructions: tables.nullable(),
  demos: tables.nullable(),
  trials,
  test: testScores,
  problems: z.record(name, count),
  usage,
  control,
  stoppedBecause: stopReason.nullable(),
  startedAtMs: count,
  checkpoints: count,
  notes: z.array(z.string()),
  extended,
  idleMs: count,
  hard: z
    .string()
    .regex(/^[0-9a-f]*$/)
    .exactOptional(),
});

const hash = z.string().regex(/^[0-9a-f]{1,64}$/);

const problem = z.enum([
  'unreadable-answer',
  'context-overflow',
  'content-filter',
  'program-error',
  'metric-error',
  'provider-refused-cell',
  'program-hung',
  'metric-hung',
  'out-of-memory',
  'exited',
]);

const subjectCells = z
  .strictObject({
    scores: z.array(score),
    at: z.array(count).exactOptional(),
    problems: z.record(z.string().regex(/^\d+$/), problem).exactOptional(),
  })
  .refine(
    ({ scores, at }) => at === undefined || at.length === scores.length,
    'expected a place for each score',
  );

/** One whose scores have no example would put them at others. */
const cells: z.ZodType<RunMemory['cells']> = z
  .strictObject({ examples: z.array(hash), subjects: z.record(hash, subjectCells) })
  .refine(
    ({ examples, subjects }) =>
      Object.values(subjects).every(({ scores, at }) =>
        scores.every((_, index) => (at?.[index] ?? index) < examples.length),
      ),
    'expected an example for each score',
  );

const memory: z.ZodType<RunMemory> = z.strictObject({
  cells,
  account: z.strictObject({
    lines: usageLines,
    heldUsd: z.number().min(0),
  }),
});

export const checkpointShape = z.strictObject({ spec, state, memory: memory.exactOptional() });
