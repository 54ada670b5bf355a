import type { ChaosFault } from '../fault.ts';
import { serverErrors } from './r14-server-errors.ts';
import { serverKilled } from './r04-server-killed.ts';
import { workerKilled } from './r01-worker-killed.ts';

/** In the order of the plan. */
export const FAULTS: readonly ChaosFault[] = [workerKilled, serverKilled, serverErrors];
