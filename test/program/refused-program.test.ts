import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AnyModule } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { chatAnswer, scriptedLm } from './scripted-lm.ts';
import { REFERENCE, TwoStep } from './reference-programs.ts';

function reference(file: string) {
  return JSON.parse(readFileSync(join(REFERENCE, file), 'utf8')) as Record<string, Record<string, unknown>>;
}

const ticket = () => new Predict('ticket -> intent');

interface Misfit {
  readonly what: string;
  readonly program: AnyModule;
  readonly state: unknown;
  readonly message: RegExp;
}

const MISFITS: readonly Misfit[] = [
  {
    what: 'lacks a predictor',
    program: new TwoStep(),
    state: reference('cot-optimized.json'),
    message: /no predictor 'condense\.predict' \(the file holds: predict\)/,
  },
  {
    what: 'holds one bare predictor',
    program: new TwoStep(),
    state: reference('predict.json'),
    message: /the file holds one bare predictor/,
  },
  {
    what: 'holds a composite',
    program: ticket(),
    state: reference('two-step.json'),
    message: /'self' has no signature \(the file holds: condense\.predict, classify\)/,
  },
  {
    what: 'has other fields',
    program: new Predict('ticket -> label'),
    state: reference('predict.json'),
    message: /field 2 is 'intent' in the file and 'label' in the program/,
  },
  {
    what: 'has more fields',
    program: ticket(),
    state: reference('cot-zero-shot.json')['predict'],
    message: /the file has 3 fields and the program 2 \(ticket, intent\)/,
  },
  {
    what: 'has another prefix where a description hides the name',
    program: new Predict('memo, limit -> urgency, count, ratio, tags, done, part, extra'),
    state: reference('typed.json'),
    message: /prefix 'Note:' in the file and 'Memo:'/,
  },
  {
    what: 'remembers another type',
    program: new Predict('a -> b: int'),
    state: savedBy(new Predict('a -> b: float')),
    message: /the output 'b' has another type/,
  },
  {
    what: 'remembers other names',
    program: new Predict('a -> b, c'),
    state: savedBy(new Predict('a, b -> c')),
    message: /its inputs are \(a, b\) in the file and \(a\)/,
  },
  {
    what: 'lacks lm',
    program: ticket(),
    state: { ...reference('predict.json'), lm: undefined },
    message: /'self' has no 'lm'/,
  },
  {
    what: 'has demos that are no objects',
    program: ticket(),
    state: { ...reference('predict.json'), demos: ['x'] },
    message: /demos that are not a list of objects/,
  },
  { what: 'is a list', program: ticket(), state: [], message: /must be a JSON object/ },
  {
    what: 'uses __proto__',
    program: ticket(),
    state: JSON.parse('{"demos": [{"__proto__": {"x": 1}}]}'),
    message: /may not use the name '__proto__'/,
  },
  {
    what: 'uses constructor',
    program: ticket(),
    state: { lm: { constructor: 1 } },
    message: /may not use the name 'constructor'/,
  },
  {
    what: 'is nested without end',
    program: ticket(),
    state: JSON.parse(`{"a": ${'['.repeat(5000)}${']'.repeat(5000)}}`),
    message: /100 levels deep/,
  },
];

test.each(MISFITS)(
  'a state that $what is refused, and the program is as it was',
  ({ program, state, message }) => {
    const before = JSON.stringify(program.state());
    expect(() => program.loadState(state)).toThrow(
      expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(message) }),
    );
    expect(JSON.stringify(program.state())).toBe(before);
  },
);

test('a state that fails in its second predictor leaves the first as it was too', () => {
  const state = reference('two-step.json');
  const program = new TwoStep();
  const before = JSON.stringify(program.state());
  const broken = { ...state, classify: { ...state['classify'], signature: {} } };
  expect(() => program.loadState(broken)).toThrow(/'classify' has no instructions/);
  expect(JSON.stringify(program.state())).toBe(before);
});

test.each([
  ['missing.json', null, /cannot be read \(ENOENT\)/],
  ['cut.json', '{"demos": [', /not valid JSON/],
  ['huge.json', ' '.repeat(10_000_001), /larger than 10 MB/],
  ['program.pkl', '', /must end in \.json/],
])('%s is refused by name', async (name, content, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'refused-program-'));
  const path = join(folder, `bad-${name}`);
  if (content !== null) await writeFile(path, content);
  await expect(new Predict('a -> b').load(path)).rejects.toEqual(
    expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(message) }),
  );
  await rm(folder, { recursive: true });
});

test('a file decides neither where calls go nor with which key, and a key in it goes no further', async () => {
  const lm = scriptedLm(() => chatAnswer({ intent: 'x' }));
  const program = ticket();
  const evil = {
    model: 'openai/evil',
    api_base: 'http://evil.example',
    api_key: 'sk-canary',
    temperature: 0.5,
  };
  program.loadState({ ...reference('predict.json'), lm: evil });
  await program.run({ ticket: 'a' }, { lm });
  expect(lm.requests).toHaveLength(1);
  expect(program.lm).toBeUndefined();
  expect(JSON.stringify(program.state())).not.toContain('canary');
});

function savedBy(program: Predict): unknown {
  const { signature: shape } = program;
  const fields = (side: 'inputs' | 'outputs') => shape[side].map(({ name, type }) => ({ name, type }));
  const predictors = { self: { inputs: fields('inputs'), outputs: fields('outputs') } };
  return { ...program.state(), metadata: { dependency_versions: {}, durable_mipro: { predictors } } };
}
