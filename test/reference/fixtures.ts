import { readFileSync } from 'node:fs';

/** A table under `test/reference`, made by DSPy, Optuna, Python or NumPy; its `source` line says which. */
export function readReference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T;
}

type Row = { readonly [key: string]: unknown };

const rowsOf = (file: string, key: string): Row[] => readReference<{ [key: string]: Row[] }>(file)[key] ?? [];
const listOf = (value: unknown): Row[] => value as Row[];

/** The name of a row in messages and in the tally. */
export const rowName = {
  auto: (row: object) => {
    const { auto, predictors, zero_shot, valset_in } = row as Row;
    return `auto ${auto}, ${predictors} predictors, zero-shot ${zero_shot}, ${valset_in} validation examples`;
  },
  explicit: (row: object) => {
    const { num_trials, full_eval_steps, minibatch, minibatch_size, valset } = row as Row;
    return `explicit ${num_trials} by ${full_eval_steps}, minibatch ${minibatch} ${minibatch_size} of ${valset}`;
  },
  split: (row: object) => `split ${(row as Row)['n']}`,
  structure: (row: object) => `${(row as Row)['adapter']} ${(row as Row)['name']}`,
  answer: (kind: string, row: object) => `${kind} ${(row as Row)['signature']}: ${(row as Row)['what']}`,
  value: (row: object) => `value ${(row as Row)['annotation']}: ${JSON.stringify((row as Row)['value'])}`,
};

const perSeed = (file: string) => () =>
  rowsOf(file, 'seeds').flatMap(({ seed, ...lists }) =>
    Object.keys(lists).map((list) => `seed ${String(seed)} ${list}`),
  );

const suggestions = (file: string, trials: string, isCase: (trial: Row, study: Row) => boolean) => () =>
  rowsOf(file, 'cases').flatMap((study) =>
    listOf(study[trials])
      .filter((trial) => isCase(trial, study))
      .map(({ number }) => `${String(study['name'])} #${String(number)}`),
  );

/** All cases of each fixture, by name: what the tally at the end of a test run is held against. */
export const CASES: { readonly [file: string]: () => string[] } = {
  'auto-settings.json': () => [
    ...rowsOf('auto-settings.json', 'auto').map(rowName.auto),
    ...rowsOf('auto-settings.json', 'explicit').map(rowName.explicit),
    ...rowsOf('auto-settings.json', 'splits').map(rowName.split),
  ],
  'python-random.json': perSeed('python-random.json'),
  'numpy-random.json': perSeed('numpy-random.json'),
  'tpe-trajectories.json': suggestions(
    'tpe-trajectories.json',
    'trials',
    ({ role }, { minibatch }) => role !== 'default' && !(role === 'full' && minibatch === true),
  ),
  'tpe-batches.json': suggestions('tpe-batches.json', 'log', ({ kind }) => kind !== 'default'),
  'demo-sets.json': () =>
    rowsOf('demo-sets.json', 'cases').flatMap(({ name, sets }) => [
      ...listOf(sets).map(({ set }) => `${String(name)} set ${String(set)}`),
      `${String(name)} stream afterwards`,
    ]),
  'saved-programs': () => rowsOf('saved-programs/index.json', 'files').map(({ file }) => String(file)),
  'chat-structure.json': () => [
    ...rowsOf('chat-structure.json', 'cases').map(rowName.structure),
    ...Object.keys(rowsOf('chat-structure.json', 'annotation_names')).map((type) => `type ${type}`),
  ],
  'chat-parse.json': () => [
    ...rowsOf('chat-parse.json', 'chat').map((row) => rowName.answer('chat', row)),
    ...rowsOf('chat-parse.json', 'json').map((row) => rowName.answer('json', row)),
    ...rowsOf('chat-parse.json', 'parse_value').map(rowName.value),
  ],
  'evaluate-rounding.json': () => rowsOf('evaluate-rounding.json', 'cases').map(({ name }) => String(name)),
  'free-runs.json': () =>
    rowsOf('free-runs.json', 'cases').flatMap(({ name, trials }) => [
      ...listOf(trials).map((_, number) => `${String(name)} #${number}`),
      `${String(name)} end`,
    ]),
};
