import * as z from 'zod';
import type { RunResult } from '../domain/run.ts';
import {
  artifact,
  count,
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

/** The shape of a result file that comes from elsewhere. */
export const resultShape: z.ZodType<RunResult> = z.strictObject({
  schema: z.literal(1),
  runId: name,
  task: name,
  specHash: name,
  stoppedBecause: stopReason,
  baseline: score.nullable(),
  best: score.nullable(),
  bestKey: name,
  test: testScores,
  trials,
  program: artifact,
  usage,
  usageLines,
  problems: z.record(name, count),
  notes: z.array(z.string()),
  sizes,
  fingerprint: z.record(name, z.string()),
  startedAtMs: count,
  wallMs: z.number().min(0),
  extended: extended.exactOptional(),
});
