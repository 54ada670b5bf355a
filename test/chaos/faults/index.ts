import type { ChaosFault } from '../fault.ts';
import { workerKilled } from './r01-worker-killed.ts';
import { fleetLosingWorkers } from './r02-fleet-losing-workers.ts';
import { allWorkersDown } from './r03-all-workers-down.ts';
import { serverKilled } from './r04-server-killed.ts';
import { serverDataLost } from './r07-server-data-lost.ts';
import { workerCutOffFromServer } from './r08-worker-cut-off-from-server.ts';
import { workerCutOffFromModel } from './r09-worker-cut-off-from-model.ts';
import { workerFrozen } from './r10-worker-frozen.ts';
import { rateLimitStorm } from './r11-rate-limit-storm.ts';
import { longRetryAfter } from './r12-long-retry-after.ts';
import { quotaGone } from './r13-quota-gone.ts';
import { serverErrors } from './r14-server-errors.ts';
import { hangAndDrip } from './r15-hang-and-drip.ts';
import { senselessAnswers } from './r16-senseless-answers.ts';
import { wrongSchema } from './r17-wrong-schema.ts';
import { connectionReset } from './r18-connection-reset.ts';
import { refusedContent } from './r19-refused-content.ts';
import { keyOrModelRefused } from './r20-key-or-model-refused.ts';
import { diskFull } from './r21-disk-full.ts';
import { storeDamaged } from './r22-store-damaged.ts';
import { stormOfOrders } from './r24-storm-of-orders.ts';
import { clockSet } from './r25-clock-set.ts';
import { poisonRows } from './r28-poison-rows.ts';
import { oddMetric } from './r29-odd-metric.ts';
import { dataFileChanged } from './r30-data-file-changed.ts';
import { metricEdited } from './r31-metric-edited.ts';
import { budgetReached } from './r32-budget-reached.ts';
import { clientKilled } from './r36-client-killed.ts';

/** In the order of the plan. */
export const FAULTS: readonly ChaosFault[] = [
  workerKilled,
  fleetLosingWorkers,
  allWorkersDown,
  serverKilled,
  serverDataLost,
  workerCutOffFromServer,
  workerCutOffFromModel,
  workerFrozen,
  rateLimitStorm,
  longRetryAfter,
  quotaGone,
  serverErrors,
  hangAndDrip,
  senselessAnswers,
  wrongSchema,
  connectionReset,
  refusedContent,
  keyOrModelRefused,
  diskFull,
  storeDamaged,
  stormOfOrders,
  clockSet,
  poisonRows,
  oddMetric,
  dataFileChanged,
  metricEdited,
  budgetReached,
  clientKilled,
];
