export { createActivities } from '../activities/index.ts';
export type { Dependencies } from '../activities/dependencies.ts';
export {
  startOptimizerWorker as runWorker,
  type OptimizerWorker,
  type OptimizerWorkerOptions,
} from './optimizer-worker.ts';
export type { WorkerVersion } from './worker-version.ts';
export { workflowBundle } from './workflow-bundle.ts';
