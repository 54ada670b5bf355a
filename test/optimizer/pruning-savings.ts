import { rng } from '../../optimizer/rng.ts';
import { bestFullTrial } from '../../optimizer/standings.ts';
import { playSearch, type PlayedSearch, type SearchGame } from './play-search.ts';
import { runSettings } from './run-settings.ts';

/**
 * `npm run bench:pruning`: searches of the usual sizes, drawn from seeds, played with and without pruning. Prints what
 * pruning saves of the scored pairs of candidate and example, and how often the choices differ.
 */
const SEEDS = 200;

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

function line(size: Size): string {
  let [whole, pruned, differ] = [0, 0, 0];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const [all, part] = [playSearch(gameOf(size, seed, false)), playSearch(gameOf(size, seed, true))];
    whole += all.cells;
    pruned += part.cells;
    if (choicesOf(all) !== choicesOf(part)) differ += 1;
  }
  const saved = 100 * (1 - pruned / whole);
  return `${size.name}: ${Math.round(whole / SEEDS)} pairs, ${Math.round(pruned / SEEDS)} with pruning, ${saved.toFixed(0)} % fewer; other choices in ${differ} of ${SEEDS}`;
}

for (const size of SIZES) process.stdout.write(`${line(size)}\n`);
