import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from './shop.ts';

/** Nothing listens there: whoever is refused with code 2 was refused before a server was looked for. */
const NO_SERVER = '127.0.0.1:9';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ address: NO_SERVER });
});
afterAll(() => shop.close());

interface Refused {
  readonly file?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly code?: number;
  readonly says: RegExp;
}

/** One sentence, no stack, no result, and no model asked. */
async function expectRefusal({
  file = 'task.ts',
  args = [],
  env = {},
  code = 2,
  says,
}: Refused): Promise<void> {
  const ended = await shop.run(['optimize', file, '--json', ...args], env);
  expect(ended.stderr).toMatch(says);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).not.toMatch(/^\s+at .*\(|node:internal/m);
  expect(shop.requests()).toBe(0);
}

const TEXT_OF_A_MODULE = "import { join } from 'node:path';\nexport default join('a', 'b');\n";

let files = 0;

/** A task file like the good one but for what is given. */
function taskWith(options: string, before = ''): string {
  files += 1;
  return shop.file(
    `task-${files}.ts`,
    `import task from './task.ts';\nimport { Example, LM, Module, Predict, defineTask, exactMatch } from 'durable-mipro';\n${before}\nexport default defineTask({ ...task, ${options} } as never);\n`,
  );
}

describe('a task file', () => {
  test.concurrent('that is not there is named, with what it must hold', () =>
    expectRefusal({
      file: 'nowhere.ts',
      says: /There is no task file nowhere\.ts.*export default defineTask/,
    }),
  );

  test.concurrent('that is a folder is refused by name', () =>
    expectRefusal({ file: '.', says: /\. is no file/ }),
  );

  test.concurrent.each([
    ['without a default export', 'export const x = 1;', /default export of .* is not a task/],
    [
      'that throws is refused with file and line',
      "const x = 1;\nthrow new Error('no luck');",
      /no luck \(.*\.ts:2\)/,
    ],
    [
      'with a slip in its syntax is refused with file and line',
      'const x = 1;\nconst = 2;',
      /SyntaxError.*\.ts:2\)/,
    ],
    ['with an enum is told what can be written', 'enum Kind { a }', /enum is not supported.*union of words/],
    [
      'that imports a file without its ending is told the whole name',
      "import t from './task'; export default t;",
      /write task\.ts, with its ending/,
    ],
    [
      'that imports a package that is not there is told how to install it',
      "import 'no-such-package';",
      /npm install no-such-package/,
    ],
  ])('%s', (_what, text, says) => {
    files += 1;
    return expectRefusal({ file: shop.file(`broken-${files}.ts`, text), says });
  });

  test.concurrent('in a package of type commonjs is told the two ways out', () => {
    mkdirSync(join(shop.folder, 'old'));
    shop.file('old/package.json', '{ "type": "commonjs" }');
    return expectRefusal({
      file: shop.file('old/task.ts', TEXT_OF_A_MODULE),
      says: /TaskFileUnreadable: .*Set "type": "module" in the package\.json.*\.mts/,
    });
  });

  test.concurrent.each([
    ['a name with blanks', "name: 'My Task'", /got "My Task"/],
    [
      'an option that nobody reads',
      "trainSet: 'tickets.jsonl'",
      /no option trainSet\. Did you mean trainset\?/,
    ],
    [
      'a misspelt default',
      'defaults: { numTrails: 4 }',
      /defaults .* no option numTrails\. Did you mean numTrials\?/,
    ],
    [
      'a program factory that throws',
      'program: () => { throw new TypeError("no weights") }',
      /program .* cannot be made: TypeError: no weights \(.*\.ts:4\)/,
    ],
    ['a program that is none', 'program: () => ({})', /program\(\) .* must return a Predict/],
    ['a program without a step', 'program: () => new Empty()', /no predictor/],
    ['no model', 'lm: undefined', /has no model\. Give it one/],
  ])('with %s is refused', (_what, options, says) =>
    expectRefusal({
      file: taskWith(options, 'class Empty extends Module { async forward(x: any) { return x; } }'),
      says,
    }),
  );

  test.concurrent('with a saved program for other fields is refused, and both sides are named', () =>
    expectRefusal({
      file: taskWith(
        'program: () => program',
        "await new Predict('question -> answer').save('other.json');\nconst program = task.program();\nawait program.load('other.json');",
      ),
      says: /other\.json.*\(question\) in the file and \(ticket\) in the program/,
    }),
  );

  test.concurrent('given twice to a worker is refused by its name', async () => {
    const ended = await shop.run(['worker', 'task.ts', 'task.ts']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(`task.ts and task.ts both define a task named ${shop.task}`);
  });
});

describe('data', () => {
  test.concurrent.each([
    ['in a file that is not there', "trainset: 'rows.jsonl'", /rows\.jsonl: there is no such file/],
    ['without rows', 'trainset: []', /trainset is empty/],
    [
      'from a function that throws',
      "trainset: () => { throw new Error('db is down') }",
      /trainset .* cannot be made: Error at .*\.ts:4\. What the error says is left out/,
    ],
    [
      'with a misspelt input',
      "inputs: ['tickt']",
      /tickets\.jsonl: line 1 has no input field 'tickt'.*Did you mean 'ticket'/,
    ],
    ['that are plain objects', "trainset: [{ ticket: 't' }]", /trainset, example 1 is no Example/],
    [
      'that lack what the program wants',
      "program: () => new Predict('question -> category')",
      /missing 'question'; unknown 'ticket'/,
    ],
    [
      'with one odd row is refused with its number',
      "trainset: ['a', 'b', 'c', 'd'].map((t) => new Example(t === 'c' ? { tickt: t, category: 'bug' } : { ticket: t, category: 'bug' }).withInputs(t === 'c' ? 'tickt' : 'ticket')), defaults: { auto: null, numTrials: 2, numCandidates: 2, minibatch: false }",
      /Row 3 of the trainset .* missing 'ticket'; unknown 'tickt'/,
    ],
  ])('%s', (_what, options, says) => expectRefusal({ file: taskWith(options), says }));

  test.concurrent('with a row that is no JSON is refused with file and line', () => {
    shop.file('cut.jsonl', '{"ticket":"a","category":"bug"}\n{"ticket":"b"\n');
    return expectRefusal({
      file: taskWith("trainset: 'cut.jsonl'"),
      says: /cut\.jsonl: line 2 is not valid JSON/,
    });
  });
});

describe('a metric', () => {
  test.concurrent.each([
    [
      'that throws, with its place and without its words',
      "() => { throw new RangeError('secret'); }",
      /training example 1, .* RangeError at .*\.ts:4/,
    ],
    ['that gives NaN', '() => NaN', /training example 1, .* got NaN/],
    ['that gives a word', "() => 'good'", /training example 1, .* got a string/],
    [
      'that fails on the third example',
      '(() => { let n = 0; return () => (++n % 3 === 0 ? Infinity : 1); })()',
      /training example 3/,
    ],
    [
      'of a field that the data lack',
      "exactMatch('categry')",
      /no field 'categry'\. Its fields are: ticket, category/,
    ],
  ])('%s is refused before the run', (_what, metric, says) =>
    expectRefusal({ file: taskWith(`metric: ${metric}`), says }),
  );
});

describe('options that contradict each other', () => {
  test.concurrent.each([
    [
      'auto with trials',
      { auto: 'light', numTrials: 4 },
      /auto 'light' chooses numCandidates and numTrials itself/,
    ],
    ['candidates without trials', { numTrials: null }, /numTrials is missing.*we recommend numTrials: \d+/],
    ['trials without candidates', { numCandidates: null }, /numCandidates and numTrials are both needed/],
    ['an unknown size', { auto: 'huge' }, /auto must be one of light, medium, heavy, null; got huge/],
    [
      'a minibatch larger than the validation set',
      { minibatchSize: 100 },
      /minibatchSize is 100, but the validation set has 32/,
    ],
    [
      'no trial between full scorings',
      { minibatchFullEvalSteps: 0 },
      /minibatchFullEvalSteps must be .* 1 or more; got 0/,
    ],
    ['no candidate', { numCandidates: 0 }, /numCandidates must be .* 1 or more; got 0/],
    ['a budget of nothing', { budget: { maxLmCalls: 0 } }, /budget\.maxLmCalls must be a number above 0/],
    [
      'a cap that no search fits in',
      { budget: { maxLmCalls: 79 } },
      /budget\.maxLmCalls is 79, .*baseline \(32 .*wave of trials \(16\).*full scoring \(32\).*Allow at least 80 /,
    ],
    ['an unknown cap', { budget: { maxUsd: 2 } }, /no cap named maxUsd/],
  ])('%s', (_what, defaults, says) =>
    expectRefusal({ env: { SHOP_DEFAULTS: JSON.stringify(defaults) }, says }),
  );

  test.concurrent('a dollar cap without a price', () =>
    expectRefusal({
      file: taskWith("lm: new LM('vllm/own', { baseUrl: 'http://127.0.0.1:9/v1', apiKeyEnv: null })"),
      args: ['--max-cost', '2'],
      says: /needs the price of every model, and that of vllm\/own is not known/,
    }),
  );

  test.concurrent('--auto takes the place of the trials that the task has chosen', async () => {
    const ended = await shop.run(['estimate', 'task.ts', '--auto', 'light', '--json']);
    expect(JSON.parse(ended.stdout)).toMatchObject({ sizes: { trials: 10 } });
  });
});

describe('what surrounds a run', () => {
  test.concurrent('a missing key is told by the name of its variable', () =>
    expectRefusal({
      file: taskWith("promptModel: new LM('openai/gpt-4o')"),
      says: /openai\/gpt-4o needs a key in the variable OPENAI_API_KEY/,
    }),
  );

  test.concurrent(
    'no Temporal server at the address: code 6, with the address and how to start one',
    async () => {
      await expectRefusal({
        code: 6,
        says: /No Temporal server answers at 127\.0\.0\.1:9.*temporal server start-dev.*TEMPORAL_ADDRESS/,
      });
    },
  );

  test.concurrent('a home that cannot be made is told with the variable that moves it', () =>
    expectRefusal({
      env: { DURABLE_MIPRO_HOME: 'task.ts/home' },
      says: /HomeUnusable: .*task\.ts\/home.*a file is in the way.*DURABLE_MIPRO_HOME/,
    }),
  );

  test.concurrent('a home in a place that has no folders is told, too', () =>
    expectRefusal({ env: { DURABLE_MIPRO_HOME: '/proc/durable-mipro' }, says: /HomeUnusable.*ENOENT/ }),
  );

  test.concurrent.each([
    ['an unknown option', ['--sed', '4'], /unknown option '--sed'[^]*--seed/],
    [
      'a number that is none',
      ['--num-trials', 'x'],
      /'--num-trials <n>' argument 'x' is invalid\. Expected a whole number/,
    ],
    [
      'a time without a unit',
      ['--max-duration', '5'],
      /'--max-duration <time>' argument '5' is invalid.*90s, 30m or 2h/,
    ],
  ])('%s on the command line is named', (_what, args, says) => expectRefusal({ args, says }));
});
