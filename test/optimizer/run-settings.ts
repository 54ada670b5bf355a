import type { RunSettings } from '../../domain/settings.ts';

/** The settings of a run without any wish, changed where a test says so. */
export function runSettings(changes: Partial<RunSettings> = {}): RunSettings {
  return {
    auto: 'light',
    presets: 'dspy-3',
    numTrials: null,
    numCandidates: null,
    maxBootstrappedDemos: 4,
    maxLabeledDemos: 4,
    seed: 9,
    minibatch: true,
    minibatchSize: 35,
    minibatchFullEvalSteps: 5,
    parallelTrials: null,
    pruning: true,
    shuffleSplit: true,
    programAwareProposer: true,
    dataAwareProposer: true,
    tipAwareProposer: true,
    fewshotAwareProposer: true,
    viewDataBatchSize: 10,
    initTemperature: 1,
    metricThreshold: null,
    maxErrors: 10,
    search: 'tpe',
    ...changes,
  };
}
