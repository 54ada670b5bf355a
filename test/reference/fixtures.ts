import { readFileSync } from 'node:fs';

/** A table under `test/reference`, made by DSPy, Optuna, Python or NumPy; its `source` line says which. */
export function readReference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T;
}

type Row = { readonly [key: string]: unknown };

const rowsOf = (file: string, key: string): Row[] => readReference<{ [key: string]: Row[] }>(file)[key] ?? [];
const listOf = (value: unknown): Row[] => value as Row[];

/** The named values of a row as one text; a value that is not there is left out. */
function text(row: object, ...names: readonly string[]): string {
  const values = names.map((name) => (row as Row)[name]).filter((value) => value !== undefined);
  return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ');
}

/** The name of a row in messages and in the tally. */
export const rowName = {
  auto: (row: object) => text(row, 'auto', 'predictors', 'zero_shot', 'valset_in'),
  explicit: (row: object) =>
    `explicit ${text(row, 'num_trials', 'full_eval_steps', 'minibatch', 'minibatch_size', 'valset')}`,
  split: (row: object) => `split ${text(row, 'n')}`,
  study: (row: object) => text(row, 'name', 'dims', 'trials_sampled'),
  structure: (row: object) => text(row, 'adapter', 'name'),
  answer: (kind: string, row: object) => `${kind} ${text(row, 'signature')}: ${text(row, 'what')}`,
  value: (row: object) => `value ${text(row, 'annotation')}: ${JSON.stringify((row as Row)['value'])}`,
};

const perSeed = (file: string) => () =>
  rowsOf(file, 'seeds').flatMap(({ seed, ...lists }) =>
    Object.keys(lists).map((list) => `seed ${text({ seed }, 'seed')} ${list}`),
  );

const suggestions = (file: string, trials: string, isCase: (trial: Row, study: Row) => boolean) => () =>
  rowsOf(file, 'cases').flatMap((study) =>
    listOf(study[trials])
      .filter((trial) => isCase(trial, study))
      .map(({ number }) => `${rowName.study(study)} #${text({ number }, 'number')}`),
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
    rowsOf('demo-sets.json', 'cases').flatMap((row) => [
      ...listOf(row['sets']).map((set) => `${text(row, 'name')} set ${text(set, 'set')}`),
      `${text(row, 'name')} stream afterwards`,
    ]),
  'saved-programs': () => rowsOf('saved-programs/index.json', 'files').map((row) => text(row, 'file')),
  'chat-structure.json': () => [
    ...rowsOf('chat-structure.json', 'cases').map(rowName.structure),
    ...Object.keys(rowsOf('chat-structure.json', 'annotation_names')).map((type) => `type ${type}`),
  ],
  'chat-parse.json': () => [
    ...rowsOf('chat-parse.json', 'chat').map((row) => rowName.answer('chat', row)),
    ...rowsOf('chat-parse.json', 'json').map((row) => rowName.answer('json', row)),
    ...rowsOf('chat-parse.json', 'parse_value').map(rowName.value),
  ],
  'evaluate-rounding.json': () => rowsOf('evaluate-rounding.json', 'cases').map((row) => text(row, 'name')),
  'free-runs.json': () =>
    rowsOf('free-runs.json', 'cases').flatMap((row) => [
      ...listOf(row['trials']).map((_, number) => `${text(row, 'name')} #${number}`),
      `${text(row, 'name')} end`,
    ]),
};
