import type { Activities } from './contract.ts';
import { bootstrapDemoSet } from './bootstrap-demo-set.ts';
import type { Dependencies } from './dependencies.ts';
import { describeDataset } from './describe-dataset.ts';
import { describeModule, describeProgram } from './describe-program.ts';
import { prepareRun } from './prepare-run.ts';
import { proposeInstruction } from './propose-instruction.ts';
import { withPulse } from './pulse.ts';
import { recordResult } from './record-result.ts';
import { saveCheckpoint } from './save-checkpoint.ts';
import { scoreShard } from './score-shard.ts';
import { suggestTrials } from './suggest-trials.ts';

/** Every activity, bound to what it needs from this process. */
export function createActivities(deps: Dependencies): Activities {
  return {
    prepareRun: (input) => withPulse(() => prepareRun(deps, input)),
    bootstrapDemoSet: (input) => bootstrapDemoSet(deps, input),
    describeDataset: (input) => describeDataset(deps, input),
    describeProgram: (input) => describeProgram(deps, input),
    describeModule: (input) => describeModule(deps, input),
    proposeInstruction: (input) => proposeInstruction(deps, input),
    suggestTrials,
    scoreShard: (input) => scoreShard(deps, input),
    saveCheckpoint: (input) => withPulse(() => saveCheckpoint(deps, input)),
    recordResult: (input) => withPulse(() => recordResult(deps, input)),
  };
}

export { createProgramSlots } from './program-slots.ts';
export { refuseSmallBudget } from './refuse-small-budget.ts';
export { tryMetric } from './try-metric.ts';
export { tryProgram } from './try-program.ts';
