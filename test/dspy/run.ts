/**
 * `npm run test:dspy`: programs of every kind are optimized here against the practice server, saved, loaded in the real
 * DSPy, called and saved there, and loaded here again. Exits with 1 when anything differs.
 */
import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOptimization } from '../../client/run-optimization.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import { LM } from '../../lm/lm.ts';
import { startPracticeServer, type PracticeServer } from '../../lm/practice/index.ts';
import { exactMatch } from '../../metrics/exact-match.ts';
import type { AnyModule } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { defineTask } from '../../program/task.ts';
import { dspyPython, PythonMissing } from '../../setup/dspy-python.ts';
import { KINDS, type Kind } from './kinds.ts';
import { loadInDspy, type DspyReport } from './load-in-dspy.ts';

const SMALL = {
  auto: null,
  numTrials: 4,
  numCandidates: 3,
  minibatch: false,
  maxBootstrappedDemos: 2,
  maxLabeledDemos: 3,
} as const;

interface Place {
  readonly home: string;
  readonly model: PracticeServer;
  readonly python: string;
}

async function optimized(
  name: string,
  { program, trainset, output, settings }: Kind,
  { home, model }: Place,
) {
  const task = defineTask({
    name: `to-dspy-${name}`,
    program,
    metric: exactMatch(output),
    trainset: [...trainset],
    lm: new LM('practice/learner', { baseUrl: model.url }),
  });
  const watcher = { note: say, begins: () => {}, progress: () => {} };
  return runOptimization({
    source: { task, baseDir: home },
    settings: toSettings(SMALL, settings ?? {}),
    budget: {},
    numThreads: 8,
    again: false,
    home,
    watcher,
  });
}

/** The winner has demos even when the unchanged program was no worse: what is saved has to hold something. */
function withDemos(program: AnyModule, { trainset, settings }: Kind): AnyModule {
  if (settings?.maxLabeledDemos === 0) return program;
  for (const [, predict] of program.predictors()) {
    if (predict.demos.length === 0) predict.demos = trainset.slice(0, 3).map((example) => example.toJSON());
  }
  return program;
}

async function roundTrip(name: string, kind: Kind, place: Place): Promise<string> {
  const { program, result } = await optimized(name, kind, place);
  const ours = kind.program();
  ours.loadState(JSON.parse(program) as never);
  const [file, back] = [join(place.home, `${name}.json`), join(place.home, `${name}-back.json`)];
  await withDemos(ours, kind).save(file);
  const serverUrl = place.model.url.replace(/\/v1$/, '');
  const report = await loadInDspy({ python: place.python, file, kind: name, serverUrl, resaveTo: back });

  assert.deepEqual([report.loaded, report.error, report.warnings], [true, undefined, []]);
  assert.deepEqual([report.call.ok, report.call.error], [true, undefined]);
  assert.deepEqual(heldByDspy(report), heldByUs(ours, file));
  assert.equal(report.resave.json_equal_without_metadata, true);
  assert.equal(withoutMetadata(back), withoutMetadata(file), 'saved by DSPy, the file has other bytes');

  const again = kind.program();
  await again.load(back);
  assert.deepEqual(again.predictors().map(held), ours.predictors().map(held));
  await refusesOther(back);
  const demos = ours.predictors().reduce((sum, [, { demos: own }]) => sum + own.length, 0);
  return `${ours.predictors().length} predictors, ${demos} demos, ${result.trials.length} trials, ${report.call.lm_calls} calls by DSPy`;
}

const held = ([name, { instructions, demos, signature }]: ReturnType<AnyModule['predictors']>[number]) => ({
  name,
  instructions,
  demos,
  fields: [...signature.inputs, ...signature.outputs].map(({ name: field, description }) => [
    field,
    description,
  ]),
});

function heldByDspy({ predictors }: DspyReport) {
  return predictors.map(({ name, instructions, fields, demos }) => ({
    name,
    instructions,
    fields: fields.map(({ name: field, desc }) => [field, desc]),
    demos: demos.map(({ keys, values }) => ({ keys, values })),
  }));
}

/** DSPy has a placeholder where a field has no description, and a float where we have a number of a float's type. */
function heldByUs(program: AnyModule, file: string) {
  const floats = floatsIn(withoutMetadata(file));
  return program.predictors().map((entry) => {
    const { name, instructions, demos, fields } = held(entry);
    return {
      name,
      instructions,
      fields: fields.map(([field, description]) => [field, description ?? `\${${field}}`]),
      demos: demos.map((demo) => ({ keys: Object.keys(demo), values: markFloats(demo, floats) })),
    };
  });
}

/** The fields whose numbers are floats, whole or not; those of `kinds.ts`. */
const FLOAT_FIELDS = new Set(['ratio', 'weight']);

function floatsIn(text: string): ReadonlySet<string> {
  for (const [, field, number] of text.matchAll(/"(\w+)": (-?\d[\d.e+-]*)/g)) {
    const isFloat = /[.e]/.test(number ?? '');
    assert.equal(isFloat, FLOAT_FIELDS.has(field ?? ''), `${field} is saved as ${number}`);
  }
  return FLOAT_FIELDS;
}

function markFloats(value: unknown, floats: ReadonlySet<string>, field = ''): unknown {
  if (typeof value === 'number' && floats.has(field))
    return { $float: Number.isInteger(value) ? value.toFixed(1) : String(value) };
  if (Array.isArray(value)) return value.map((item) => markFloats(item, floats));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, markFloats(inner, floats, name)]),
  );
}

/** A file for another signature is refused with the field's name. */
async function refusesOther(file: string): Promise<void> {
  const [first] = Object.values(JSON.parse(readFileSync(file, 'utf8')) as object).filter(isPredictor);
  const bare = JSON.parse(readFileSync(file, 'utf8')) as object;
  const state = isPredictor(bare) ? bare : first;
  const other = new Predict('memo -> verdict');
  assert.throws(() => other.loadState(state as never), {
    name: 'InvalidRequest',
    message: /'(memo|verdict)'|memo, verdict/,
  });
}

function isPredictor(value: unknown): value is { signature: object } {
  return typeof value === 'object' && value !== null && 'signature' in value;
}

function withoutMetadata(file: string): string {
  const text = readFileSync(file, 'utf8');
  return text.slice(0, text.indexOf('  "metadata"'));
}

function say(line: string): void {
  process.stderr.write(`test:dspy: ${line}\n`);
}

async function all(python: string): Promise<number> {
  const place = {
    home: mkdtempSync(join(tmpdir(), 'durable-mipro-dspy-')),
    model: await startPracticeServer(),
    python,
  };
  let failed = 0;
  for (const [name, kind] of Object.entries(KINDS)) {
    try {
      process.stdout.write(`ok     ${name}: ${await roundTrip(name, kind, place)}\n`);
    } catch (error) {
      failed += 1;
      process.stdout.write(`FAILED ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  await place.model.close();
  rmSync(place.home, { recursive: true, force: true });
  return failed;
}

try {
  const failed = await all(dspyPython(say));
  if (failed > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof PythonMissing)) throw error;
  process.stdout.write(`skipped: ${error.message}.\n`);
}
