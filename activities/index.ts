import type { NightActivities } from './contract-of-nights.ts';
import type { Activities } from './contract.ts';
import { bootstrapDemoSet } from './bootstrap-demo-set.ts';
import type { Dependencies } from './dependencies.ts';
import { decideNight } from './decide-night.ts';
import { describeDataset } from './describe-dataset.ts';
import { describeModule, describeProgram } from './describe-program.ts';
import { fileWork } from './file-work.ts';
import { fitVariant } from './fit-variant.ts';
import { measureExpenses } from './measure-expenses.ts';
import { notifyNight } from './notify-night.ts';
import { prepareNight } from './prepare-night.ts';
import { prepareRun } from './prepare-run.ts';
import { promoteChallenger } from './promote-challenger.ts';
import { proposeInstruction } from './propose-instruction.ts';
import { recordNight } from './record-night.ts';
import { recordResult } from './record-result.ts';
import { saveCheckpoint } from './save-checkpoint.ts';
import { scoreShard } from './score-shard.ts';
import { suggestTrials } from './suggest-trials.ts';

/** Every activity, bound to what it needs from this process. */
export function createActivities(deps: Dependencies): Activities & NightActivities {
  return {
    prepareRun: (input) => fileWork(() => prepareRun(deps, input)),
    bootstrapDemoSet: (input) => bootstrapDemoSet(deps, input),
    describeDataset: (input) => describeDataset(deps, input),
    describeProgram: (input) => describeProgram(deps, input),
    describeModule: (input) => describeModule(deps, input),
    proposeInstruction: (input) => proposeInstruction(deps, input),
    suggestTrials,
    scoreShard: (input) => scoreShard(deps, input),
    saveCheckpoint: (input) => fileWork(() => saveCheckpoint(deps, input)),
    recordResult: (input) => fileWork(() => recordResult(deps, input)),
    prepareNight: (input) => fileWork(() => prepareNight(deps, input)),
    fitVariant: (input) => fileWork(() => fitVariant(deps, input)),
    measureExpenses: (input) => measureExpenses(deps, input),
    decideNight: (input) => fileWork(() => decideNight(deps, input)),
    promoteChallenger: (input) => fileWork(() => promoteChallenger(deps, input)),
    recordNight: (report) => fileWork(() => recordNight(deps, report)),
    notifyNight: (input) => fileWork(() => notifyNight(deps, input)),
  };
}

export { fingerprintCode, modelHash, shortHash } from './fingerprint-code.ts';
export { createProgramSlots } from './program-slots.ts';
export { toNightlyOptions } from './nightly-options.ts';
export { refuseSmallBudget } from './refuse-small-budget.ts';
export { tryMetric } from './try-metric.ts';
export { tryProgram } from './try-program.ts';
export { createUserCode } from './user-code/create-user-code.ts';
