import { benchTask } from './bench-task.ts';

/** What the workers of a measured fleet serve; where its model answers stands in the environment. */
export default await benchTask({
  case: { auto: 'light', predictors: 1, latencyMs: 0 },
  modelUrl: process.env['BENCH_MODEL'] ?? 'http://127.0.0.1:1/v1',
  label: 'fleet',
});
