import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { NOT_EXTENDED } from '../../domain/extension.ts';
import { progressOf } from '../../domain/progress.ts';
import { STATE_SCHEMA } from '../../domain/upgrade-state.ts';
import { readCheckpoint } from '../../stores/read-checkpoint.ts';

const FOLDER = fileURLToPath(new URL('./states/', import.meta.url));
const samples = readdirSync(FOLDER).toSorted();

interface Sample {
  readonly spec: { readonly task: string; readonly specHash: string };
  readonly state: { readonly schema: number; readonly trials: unknown[]; readonly usage: unknown };
}

function sample(name: string): { text: string; stored: Sample } {
  const text = readFileSync(`${FOLDER}${name}`, 'utf8');
  return { text, stored: JSON.parse(text) as Sample };
}

const load = ({ text, stored }: ReturnType<typeof sample>) =>
  readCheckpoint(text, { file: 'checkpoint.json', key: stored.spec });

test('there is a sample of every schema that a version has written', () => {
  expect(samples).toEqual(Array.from({ length: STATE_SCHEMA }, (_, index) => `${index + 1}.json`));
});

test.each(samples)(
  'a checkpoint as in %s is brought to the present schema and keeps all it holds',
  async (name) => {
    const before = sample(name);
    const { state, spec } = await load(before);
    expect(before.stored.state.schema).toBe(Number.parseInt(name, 10));
    expect(state.schema).toBe(STATE_SCHEMA);
    expect(spec).toEqual(before.stored.spec);
    expect(state).toMatchObject({ ...before.stored.state, schema: STATE_SCHEMA });
    expect(progressOf(state, []).trials).toHaveLength(before.stored.state.trials.length);
  },
);

test('a state of schema 1 was never extended and never idle', async () => {
  expect((await load(sample('1.json'))).state).toMatchObject({ extended: NOT_EXTENDED, idleMs: 0 });
});

test('a sample of schema 2 has its scores and its account beside the state', async () => {
  const { memory, state } = await load(sample('2.json'));
  expect(Object.keys(memory?.cells.subjects ?? {}).length).toBeGreaterThan(2);
  const calls = memory?.account.lines.reduce((sum, { lmCalls }) => sum + lmCalls, 0);
  expect(calls).toBe(state.usage.lmCalls);
});

test.each(samples)('%s tells nothing of the machine it was recorded on', (name) => {
  expect(sample(name).text).not.toMatch(/\/(home|root|work|Users|tmp)\//);
});
