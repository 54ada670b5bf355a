/** `npm run bench:fleet`: one run served by one, two and four worker processes; the table of docs/speed.md. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spawnPracticeServer } from 'durable-mipro/practice';
import { measureFleet, type FleetCase, type FleetFacts } from './measure-fleet.ts';
import { bundleInto } from './workflow-bundle.ts';

const HELP = `npm run bench:fleet -- [options]
  --auto <size>  light, medium or heavy (default light)
  --latency <n>  milliseconds that the model takes (default 200)
  --threads <n>  program calls in flight in each worker (default 8)
  --no-pruning   score every trial to its end
  --json         print one JSON object on stdout
`;

const WORKERS = [1, 2, 4];

async function measureAll(fleet: Omit<FleetCase, 'workers'>, latencyMs: number): Promise<FleetFacts[]> {
  const folder = await mkdtemp(join(tmpdir(), 'durable-mipro-bench-'));
  const model = await spawnPracticeServer();
  try {
    await model.control({ latencyMs });
    const around = { modelUrl: model.url, bundle: await bundleInto(folder) };
    const measured: FleetFacts[] = [];
    for (const workers of WORKERS) {
      const facts = await measureFleet({ ...fleet, workers }, around);
      process.stderr.write(`durable-mipro bench: ${workers} workers: ${facts.wallMs} ms\n`);
      measured.push(facts);
    }
    return measured;
  } finally {
    await model.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws Error when the number of workers changed what was found */
function insistOnOneProgram(measured: readonly FleetFacts[]): void {
  const programs = new Set(measured.map(({ program }) => program));
  if (programs.size !== 1 || programs.has(''))
    throw new Error(`Expected one program from all fleets; got ${programs.size} different ones.`);
}

function table(measured: readonly FleetFacts[], latencyMs: number): string {
  const alone = measured[0]?.wallMs ?? 0;
  const rows = measured.map(({ workers, wallMs, lmCalls, numThreads, stages }) =>
    [
      workers,
      wallMs,
      stages.proposeMs.toFixed(0),
      stages.searchMs.toFixed(0),
      lmCalls,
      ((1_000 * lmCalls) / wallMs).toFixed(0),
      (alone / wallMs).toFixed(2),
      ((lmCalls * latencyMs) / (workers * numThreads * wallMs)).toFixed(2),
    ].join(' | '),
  );
  const head = ['workers', 'wall ms', 'stage 1', 'search', 'calls', 'calls/s', 'speed-up', 'share of limit'];
  return [head.join(' | '), head.map(() => '---:').join(' | '), ...rows]
    .map((line) => `| ${line} |\n`)
    .join('');
}

const { values } = parseArgs({
  options: {
    auto: { type: 'string', default: 'light' },
    latency: { type: 'string', default: '200' },
    threads: { type: 'string', default: '8' },
    'no-pruning': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
} else {
  const auto = values.auto as FleetCase['auto'];
  const latencyMs = Number(values.latency);
  const fleet = { auto, pruning: !values['no-pruning'], numThreads: Number(values.threads) };
  const measured = await measureAll(fleet, latencyMs);
  insistOnOneProgram(measured);
  process.stdout.write(
    values.json ? `${JSON.stringify({ schema: 1, latencyMs, measured })}\n` : table(measured, latencyMs),
  );
}
