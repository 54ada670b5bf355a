import { rng } from '../../optimizer/rng.ts';
import { bestFullTrial } from '../../optimizer/standings.ts';
import { playSearch, type PlayedSearch, type SearchGame } from './play-search.ts';
import { runSettings } from './run-settings.ts';

/**
 * `npm run bench:pruning`: searches of the usual sizes, drawn from seeds, played with and without pruning. Prints what
 * pruning saves of the scored pairs of candidate and example, what of the waiting for a model, and how often the choices
 * differ.
 */
const SEEDS = 200;

const THREADS = 16;

interface Size {
  readonly name: string;
  readonly predictors: 1 | 2;
  readonly choices: number;
  readonly trials: number;
  readonly valCount: number;
  readonly isGraded?: boolean;
}

const SIZES: readonly Size[] = [
  { name: 'light-1', predictors: 1, choices: 6, trials: 10, valCount: 100 },
  { name: 'light-2', predictors: 2, choices: 6, trials: 20, valCount: 100 },
  { name: 'medium-1', predictors: 1, choices: 12, trials: 18, valCount: 211 },
  { name: 'medium-2', predictors: 2, choices: 12, trials: 28, valCount: 211 },
  { name: 'graded', predictors: 1, choices: 12, trials: 40, valCount: 211, isGraded: true },
];

/** Parts of a prompt that are better or worse, and examples that are easier or harder, on the scale of log odds. */
function gameOf(size: Size, seed: number, pruning: boolean): SearchGame {
  const { predictors, choices, trials, valCount } = size;
  const draw = (...at: (string | number)[]) => rng(seed, at.join(' '), 0);
  const bell = (...at: (string | number)[]) => {
    const source = draw(...at);
    return Array.from({ length: 12 }, () => source.unit()).reduce((sum, unit) => sum + unit, -6);
  };
  return {
    settings: runSettings({ seed, pruning }),
    numThreads: THREADS,
    sizes: {
      trials,
      demoSets: choices,
      instructions: choices,
      minibatch: true,
      minibatchSize: 35,
      fullEvalSteps: 5,
      zeroShot: false,
      trainCount: 50,
      valCount,
    },
    choiceCounts: Array.from({ length: predictors }, () => ({ instructions: choices, demos: choices + 1 })),
    defaultChoices: Array.from({ length: 2 * predictors }, () => 0),
    scoreOf: (chosen, position) => {
      const quality = chosen.reduce((sum, choice, at) => sum + 0.5 * bell('part', at, choice), 0);
      const odds = 0.9 + 1.2 * (quality / Math.sqrt(predictors)) + 1.3 * bell('example', position);
      const luck = draw('cell', chosen.join(','), position).unit();
      const isRight = luck < 1 / (1 + Math.exp(-odds));
      if (size.isGraded !== true) return isRight ? 1 : 0;
      return Math.round(8 * (isRight ? 0.6 + 0.4 * luck : 0.4 * luck)) / 8;
    },
  };
}

const choicesOf = ({ trials }: PlayedSearch) =>
  JSON.stringify([trials.map(({ key, origin }) => [key, origin]), bestFullTrial(trials)?.score]);

/** How often one waits for all threads, in a search of programs of one call. */
const waits = ({ rounds }: PlayedSearch) =>
  rounds.reduce((sum, cells) => sum + Math.ceil(cells / THREADS), 0);

function line(size: Size): string {
  const sum = { cells: [0, 0], rounds: [0, 0], waits: [0, 0] } satisfies Record<string, [number, number]>;
  let differ = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const both = [playSearch(gameOf(size, seed, false)), playSearch(gameOf(size, seed, true))] as const;
    if (choicesOf(both[0]) !== choicesOf(both[1])) differ += 1;
    for (const at of [0, 1] as const) {
      sum.cells[at] += both[at].cells / SEEDS;
      sum.rounds[at] += both[at].rounds.length / SEEDS;
      sum.waits[at] += waits(both[at]) / SEEDS;
    }
  }
  const change = ([whole, pruned]: readonly [number, number]) =>
    `${whole.toFixed(0)} -> ${pruned.toFixed(0)} (${(100 * (pruned / whole - 1)).toFixed(0)} %)`;
  return (
    `${size.name}: pairs ${change(sum.cells)}, rounds ${change(sum.rounds)}, ` +
    `waits for ${THREADS} threads ${change(sum.waits)}; other choices in ${differ} of ${SEEDS}`
  );
}

for (const size of SIZES) process.stdout.write(`${line(size)}\n`);
