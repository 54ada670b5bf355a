import { describe, expect, test } from 'vitest';
import { toSettings } from '../../domain/chosen-settings.ts';
import { percentOf } from '../../domain/percent.ts';
import type { SuggestedTrial } from '../../domain/trial.ts';
import { isSampled } from '../../optimizer/standings.ts';
import { searchSpace } from '../../optimizer/search-space.ts';
import type { WaveInput } from '../../optimizer/suggest-wave.ts';
import { areEquallyGood } from '../optimizer/equally-good.ts';
import { differenceOf } from './deliberate-differences.ts';
import { playFreeRun, type FreeRun } from './free-run.ts';
import { FREE_RUNS, recordedRuns, optionsOf, shown, type RecordedRun } from './free-runs.ts';
import { tallyOf } from './tally.ts';

const tally = tallyOf(FREE_RUNS);
const runs = recordedRuns();

/** Plays the run; where Optuna took an equally good choice, that one is taken too, so that both stay on one path. */
function play(record: RecordedRun, { pruning } = { pruning: false }) {
  const tied = new Set<number>();
  const settle = (wave: WaveInput, suggested: SuggestedTrial): SuggestedTrial => {
    const wanted = record.trials[suggested.number]?.x;
    if (wanted === undefined || suggested.origin === 'startup' || String(wanted) === suggested.key)
      return suggested;
    const { settings, finished } = wave;
    const input = { space: searchSpace(wave.choiceCounts), seed: settings.seed, finished, running: [] };
    if (!areEquallyGood(input, suggested.choices, wanted)) return suggested;
    tied.add(suggested.number);
    return { ...suggested, choices: wanted, key: wanted.join(',') };
  };
  const { predictors, trainset, valset } = record;
  return {
    ...playFreeRun({
      settings: toSettings({ ...optionsOf(record), pruning }),
      predictors,
      trainset,
      valset,
      settle,
    }),
    tied,
  };
}

test('the table has 33 runs: five shapes, one and two predictors, three seeds, and three more', () => {
  expect(runs).toHaveLength(33);
});

describe.each(runs)('$name', (record) => {
  const run = play(record);

  test('the validation examples are DSPy’s, in its order', () => {
    expect(run.valset).toEqual(record.val_order);
  });

  test('the demo sets are DSPy’s', () => {
    expect(run.demoSets.map(shown)).toEqual(record.demo_sets);
  });

  test('the draws of all proposals are DSPy’s, those of slot 0 too', () => {
    const drawn = run.proposals.flat().map(({ tip, rolloutId }) => [tip, rolloutId]);
    expect(run.sizes.instructions).toBe(record.instructions);
    expect(drawn).toEqual(record.proposals);
  });

  test('the same candidates are scored in the same order, on the same examples, with the same scores', () => {
    const ours = run.trials.map(({ choices, score, ids }) => ({
      x: choices,
      percent: percentOf(score),
      ...(ids && { ids }),
    }));
    expect(ours.slice(0, record.trials.length)).toEqual(record.trials);
    for (const { number } of run.trials.slice(0, record.trials.length))
      tally[run.tied.has(number) ? 'ties' : 'agrees'](`${record.name} #${number}`);
  });

  test('with pruning the same candidates are chosen in the same order, and the winner has the same score', () => {
    const pruned = play(record, { pruning: true });
    const chosen = ({ trials }: FreeRun) => trials.map(({ choices, ids }) => ({ choices, ids }));
    expect(chosen(pruned)).toEqual(chosen(run));
    expect(pruned.best).toEqual(run.best);
  });

  const error = record.error;
  test(error === null ? 'the winner is DSPy’s, with its score' : 'where DSPy fails, the run goes on', () => {
    const name = `${record.name} end`;
    if (error === null) {
      expect(run.trials).toHaveLength(record.trials.length);
      expect(winnerOf(run)).toEqual(record.best);
    } else {
      expect({ error: null, sampled: sampledOf(run) }).toEqual(differenceOf(FREE_RUNS, name).ours);
    }
    tally.agrees(name);
  });
});

function winnerOf({ best, sizes, demoSets }: FreeRun): RecordedRun['best'] {
  const stride = sizes.zeroShot ? 1 : 2;
  const instructions = best.choices.filter((_, at) => at % stride === 0);
  const demosOf = (predictor: number) =>
    shown(demoSets[best.choices[2 * predictor + 1] ?? -1] ?? [])[predictor];
  const demos = instructions.map((_, predictor) => (sizes.zeroShot ? [] : (demosOf(predictor) ?? [])));
  return { percent: percentOf(best.score), instructions, demos };
}

const sampledOf = ({ trials }: FreeRun): number => trials.filter(isSampled).length;
