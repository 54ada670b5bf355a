import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { spawnPracticeServer } from 'durable-mipro/practice';
import { dspyPython, PythonMissing } from '../../setup/dspy-python.ts';
import { THREADS } from '../bench-case.ts';
import { TICKETS } from '../bench-task.ts';
import { withWorkflowBundle } from '../workflow-bundle.ts';
import type { Row, RunOrder } from './run-order.ts';
import { runDspy, runOurs } from './run-side.ts';
import { splitRows } from './split-rows.ts';
import { versusCases, versusName, type VersusCase } from './versus-case.ts';
import { verdicts, versusTable, type Pair, type VersusResult } from './versus-table.ts';

const HELP = `npm run bench:dspy -- [options]
  --seeds <n>            seeds 1 to n for each case (default 5)
  --case <name>          only this case, such as light-1 or medium-2; may be given several times
  --latency <ms>         how long the practice model takes to answer (default 0)
  --parallel-trials <n>  for ours; 1 is one after the other, as DSPy tries
  --ours-only            without DSPy
  --json                 print one JSON object on stdout
`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '5' },
      case: { type: 'string', multiple: true, default: [] },
      latency: { type: 'string', default: '0' },
      'parallel-trials': { type: 'string' },
      'ours-only': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

type Options = ReturnType<typeof readOptions>;

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return void process.stdout.write(HELP);
  const cases = versusCases(options.case);
  const python = options['ours-only'] ? null : pythonOrNull();
  const results = await withWorkflowBundle((bundle) => runAll(cases, { options, python, bundle }));
  if (options.json) {
    const report = { schema: 1, cores: availableParallelism(), node: process.version, results };
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  process.stdout.write(`${versusTable(results)}\n\n${verdicts(results)}\n`);
}

function pythonOrNull(): string | null {
  try {
    return dspyPython(say);
  } catch (error) {
    if (!(error instanceof PythonMissing)) throw error;
    say(`DSPy cannot run here: ${error.message}. Only ours is measured.`);
    return null;
  }
}

interface Around {
  readonly options: Options;
  readonly python: string | null;
  readonly bundle: string;
}

/** One practice server for both sides of all runs. */
async function runAll(cases: readonly VersusCase[], around: Around): Promise<VersusResult[]> {
  const rows = (await readFile(TICKETS, 'utf8')).trim().split('\n').map(toRow);
  const model = await spawnPracticeServer({ latencyMs: Number(around.options.latency) });
  const results: VersusResult[] = [];
  try {
    for (const versusCase of cases) {
      const pairs: Pair[] = [];
      for (let seed = 1; seed <= Number(around.options.seeds); seed += 1) {
        pairs.push(await runPair({ ...versusCase, seed, rows, modelUrl: model.url }, around));
      }
      results.push({ case: versusCase, pairs });
    }
  } finally {
    await model.close();
  }
  return results;
}

interface PairOrder extends VersusCase {
  readonly seed: number;
  readonly rows: readonly Row[];
  readonly modelUrl: string;
}

async function runPair(pairOrder: PairOrder, { options, python, bundle }: Around): Promise<Pair> {
  const { seed, rows, modelUrl, auto, predictors } = pairOrder;
  const trials = options['parallel-trials'];
  const order: RunOrder = {
    auto,
    predictors,
    seed,
    modelUrl,
    numThreads: THREADS,
    label: `${versusName(pairOrder)}-${seed}`,
    rows: splitRows(rows, seed),
    parallelTrials: trials === undefined ? null : Number(trials),
  };
  const dspy = python === null ? null : await runDspy(order, python);
  const ours = await runOurs(order, bundle);
  say(`${order.label}: held out ${dspy?.winner ?? '–'} with DSPy, ${ours.winner} with ours`);
  return { seed, dspy, ours };
}

function toRow(line: string): Row {
  return JSON.parse(line) as Row;
}

function say(line: string): void {
  process.stderr.write(`bench:dspy: ${line}\n`);
}

await main();
