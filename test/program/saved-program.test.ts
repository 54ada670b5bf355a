import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChainOfThought } from '../../program/chain-of-thought.ts';
import type { AnyModule } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { tallyOf } from '../reference/tally.ts';
import { PROGRAMS, REFERENCE, Silent, typed } from './reference-programs.ts';
import { scriptedLm } from './scripted-lm.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saved-program-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface ReferenceFile {
  readonly file: string;
  readonly kind: string;
  readonly predictors: readonly { name: string; inputs: string[]; outputs: string[]; demos: number }[];
}

const { files } = JSON.parse(readFileSync(join(REFERENCE, 'index.json'), 'utf8')) as {
  files: ReferenceFile[];
};

const tally = tallyOf('saved-programs');

const create = (kind: string): AnyModule => (PROGRAMS[kind] as () => AnyModule)();

/** A file's bytes before its metadata, which differ on purpose. */
const withoutMetadata = (text: string): string => text.slice(0, text.indexOf('  "metadata"'));

describe.each(files)('$file, written by DSPy', ({ file, kind, predictors }) => {
  test('loads with the predictors, fields and demos that DSPy counted', async () => {
    const program = create(kind);
    await program.load(join(REFERENCE, file));
    const held = program.predictors().map(([name, predictor]) => ({
      name,
      inputs: predictor.signature.inputs.map((field) => field.name),
      outputs: predictor.signature.outputs.map((field) => field.name),
      demos: predictor.demos.length,
    }));
    expect(held).toEqual(predictors);
  });

  test('is saved again with the same bytes, its metadata aside', async () => {
    const program = create(kind);
    await program.load(join(REFERENCE, file));
    const path = join(folder, file);
    await program.save(path);
    expect(withoutMetadata(await readFile(path, 'utf8'))).toBe(
      withoutMetadata(readFileSync(join(REFERENCE, file), 'utf8')),
    );
    tally.agrees(file);
  });
});

test('descriptions come from the file, and a placeholder means none', async () => {
  const program = typed();
  await program.load(join(REFERENCE, 'typed.json'));
  expect(program.signature.inputs.map((field) => field.description)).toEqual(['free text note', null]);
  expect(program.signature.outputs[0]?.description).toBe('how urgent');
});

test('notes, names and types ride in metadata, where DSPy knows no other version keys', async () => {
  const path = join(folder, 'notes.json');
  await new ChainOfThought('ticket -> intent').save(path, { score: 0.75, runId: 'mipro/x/1' });
  const saved = JSON.parse(await readFile(path, 'utf8')) as { metadata: object };
  expect(saved.metadata).toEqual({
    dependency_versions: {},
    durable_mipro: {
      score: 0.75,
      runId: 'mipro/x/1',
      schema: 1,
      predictors: {
        predict: {
          inputs: [{ name: 'ticket', type: { kind: 'str' } }],
          outputs: [
            { name: 'reasoning', type: { kind: 'str' } },
            { name: 'intent', type: { kind: 'str' } },
          ],
        },
      },
    },
  });
});

test('a float keeps its point in fields declared as float, in lists, records and objects of them', async () => {
  const program = new Predict(
    'a: float, b: int -> c: list[float], d: dict[str, float], e: float | null, f: int | float',
    {
      demos: [
        { a: 1, b: 1, c: [1, 0.5, 1e16, 1e-7, -0], d: { x: 2 }, e: null, f: 3 },
        { a: 2.5, e: 3, other: 1 },
      ],
    },
  );
  const path = join(folder, 'floats.json');
  await program.save(path);
  const text = await readFile(path, 'utf8');
  const demos = text.slice(text.indexOf('"demos"'), text.indexOf('"signature"')).replaceAll(/\s+/g, '');
  expect(demos).toBe(
    '"demos":[{"a":1.0,"b":1,"c":[1.0,0.5,1e16,1e-7,-0.0],"d":{"x":2.0},"e":null,"f":3},{"a":2.5,"e":3.0,"other":1}],',
  );
});

test("a predictor's own model is saved in the keys of DSPy's chat models", () => {
  const program = new Predict('a -> b', { lm: scriptedLm(() => '', 'openai/gpt-4o-mini'), temperature: 0.2 });
  expect(program.state()).toHaveProperty('lm', {
    _dspy_lm_class: 'dspy.clients.lm.LM',
    model: 'openai/gpt-4o-mini',
    model_type: 'chat',
    cache: true,
    num_retries: 3,
    temperature: 0.2,
    max_tokens: null,
    finetuning_model: null,
    launch_kwargs: {},
    train_kwargs: {},
  });
});

test('a model named in a file is kept as data and is not what gets called', async () => {
  const lm = scriptedLm(() => '[[ ## intent ## ]]\nbug');
  const program = new Predict('ticket -> intent');
  await program.load(join(REFERENCE, 'predict-with-lm.json'));
  expect(program.savedLm).toMatchObject({ model: 'openai/scripted' });
  expect(await program.run({ ticket: 't' }, { lm })).toEqual({ intent: 'bug' });
});

test('an unfinished file never takes the place of a whole one', async () => {
  const own = await mkdtemp(join(tmpdir(), 'saved-whole-'));
  const path = join(own, 'deep/program.json');
  const program = new Predict('a -> b');
  await program.save(path);
  const whole = await readFile(path, 'utf8');
  program.demos = [{ a: Number.NaN }];
  await expect(program.save(path)).rejects.toEqual(
    expect.objectContaining({
      name: 'InvalidRequest',
      message: expect.stringMatching(/self\.demos\[0\]\.a is NaN/),
    }),
  );
  expect(await readFile(path, 'utf8')).toBe(whole);
  expect(await readdir(join(own, 'deep'))).toEqual(['program.json']);
  await rm(own, { recursive: true });
});

test('a program without predictors, or with one named metadata, cannot be saved', () => {
  class Empty extends Silent {}
  class Clash extends Silent {
    metadata = new Predict('a -> b');
  }
  expect(() => new Empty().state()).toThrow(/Empty has no predictors to save/);
  expect(() => new Clash().state()).toThrow(/named 'metadata'/);
});

test('a save that cannot be finished says why and leaves nothing behind', async () => {
  const own = await mkdtemp(join(tmpdir(), 'saved-blocked-'));
  await mkdir(join(own, 'program.json'));
  await expect(new Predict('a -> b').save(join(own, 'program.json'))).rejects.toEqual(
    expect.objectContaining({ syscall: 'rename' }),
  );
  expect(await readdir(own)).toEqual(['program.json']);
  await rm(own, { recursive: true });
});

test('two saves at the same moment leave one whole file', async () => {
  const own = await mkdtemp(join(tmpdir(), 'saved-twice-'));
  const path = join(own, 'program.json');
  const program = new Predict('a -> b');
  await Promise.all([program.save(path), program.save(path), program.save(path)]);
  await program.load(path);
  expect(await readdir(own)).toEqual(['program.json']);
  await rm(own, { recursive: true });
});
