import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spawnPracticeServer } from 'durable-mipro/practice';
import { ensureDevServer } from '../client/temporal-server/dev-server.ts';
import { AIMS } from './aims.ts';
import { chosenCases, nameOf, type BenchCase } from './bench-case.ts';
import { helpTime } from './help-time.ts';
import { measureCase, type Measured, type Surroundings } from './measure-case.ts';
import { firstStage, table } from './table.ts';
import { bundleInto } from './workflow-bundle.ts';

const HELP = `npm run bench -- [options]
  --quick        light only, at 30 ms and at once
  --case <name>  only this case, such as medium-2-100; may be given several times
  --repeat <n>   run each case n times and show the one in the middle (default 1)
  --isolation    none (default), or process: program and metric in a child process
  --json         print one JSON object on stdout
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      case: { type: 'string', multiple: true, default: [] },
      repeat: { type: 'string', default: '1' },
      isolation: { type: 'string', default: 'none' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const cases = chosenCases(values.case, values.quick);
  const measured = await withSurroundings(values, (around) => measureAll(cases, around));
  const help = await helpTime();
  if (values.json) {
    const report = {
      schema: 1,
      cores: availableParallelism(),
      node: process.version,
      aims: AIMS,
      help,
      measured,
    };
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  const { helpMs, bareNodeMs } = help;
  process.stdout.write(
    `${table(measured)}\n\n--help: ${helpMs.toFixed(0)} ms (aim ${AIMS.helpMs}), of which Node alone ${bareNodeMs.toFixed(0)} ms\n\n` +
      `First stage, done after ms:\n${firstStage(measured)}\n`,
  );
}

type Around = Surroundings & { readonly setLatency: (latencyMs: number) => Promise<void> };

interface Chosen {
  readonly repeat: string;
  readonly isolation: string;
}

/** One practice server, one Temporal server and one workflow bundle for all cases, in a folder that is removed. */
async function withSurroundings<T>(
  { repeat, isolation }: Chosen,
  work: (around: Around) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'durable-mipro-bench-'));
  const server = await ensureDevServer({ home, log: say });
  const model = await spawnPracticeServer();
  try {
    const place = {
      home,
      modelUrl: model.url,
      repeats: Number(repeat),
      isolation: isolation === 'process' ? ('process' as const) : ('none' as const),
    };
    const bundle = await bundleInto(home);
    const setLatency = (latencyMs: number) => model.control({ latencyMs });
    return await work({ ...place, bundle, setLatency });
  } finally {
    await model.close();
    await server.release();
    await rm(home, { recursive: true, force: true });
  }
}

async function measureAll(cases: readonly BenchCase[], around: Around): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const benchCase of cases) {
    await around.setLatency(benchCase.latencyMs);
    const one = await measureCase(benchCase, around);
    say(`${nameOf(benchCase)}: ${one.facts.wallMs} ms, ${one.facts.lmCalls} calls`);
    measured.push(one);
  }
  return measured;
}

function say(line: string): void {
  process.stderr.write(`durable-mipro bench: ${line}\n`);
}

await main();
