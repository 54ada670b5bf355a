/** `npm run bench:rate`: one run against a model that allows so many requests in a window, served by one process and by two. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spawnPracticeServer } from 'durable-mipro/practice';
import { measureFleet } from './measure-fleet.ts';
import { bundleInto } from './workflow-bundle.ts';

const HELP = `npm run bench:rate -- [options]
  --requests <n>  that the model allows in a window (default 60)
  --window <n>    its length in milliseconds (default 6000: a minute, ten times as fast)
  --latency <n>   milliseconds that the model takes (default 100)
  --workers <n>   processes, several numbers with commas (default 1,2)
  --auto <size>   light, medium or heavy (default light)
  --json          print one JSON object on stdout
`;

/** What a run may take of the time that its calls need at the allowed rate, and how many requests may be refused. */
const AIMS = { ratio: 1.15, refused: 0.02 };

interface RateFacts {
  readonly workers: number;
  readonly calls: number;
  readonly refused: number;
  readonly wallMs: number;
  readonly idealMs: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '60' },
      window: { type: 'string', default: '6000' },
      latency: { type: 'string', default: '100' },
      workers: { type: 'string', default: '1,2' },
      auto: { type: 'string', default: 'light' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const rateLimit = { requests: Number(values.requests), windowMs: Number(values.window) };
  const auto = values.auto as 'light' | 'medium' | 'heavy';
  const folder = await mkdtemp(join(tmpdir(), 'durable-mipro-bench-'));
  const measured: RateFacts[] = [];
  try {
    const bundle = await bundleInto(folder);
    for (const workers of values.workers.split(',').map(Number)) {
      const model = await spawnPracticeServer({ latencyMs: Number(values.latency), rateLimit });
      const fleet = { auto, pruning: true, numThreads: 16, workers };
      const { wallMs } = await measureFleet(fleet, { modelUrl: model.url, bundle });
      const { requests, byOutcome } = await model.stats();
      await model.close();
      const refused = byOutcome.status429 ?? 0;
      const idealMs = ((requests - refused) / rateLimit.requests) * rateLimit.windowMs;
      measured.push({ workers, calls: requests - refused, refused, wallMs, idealMs: Math.round(idealMs) });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const json = { schema: 1, ...rateLimit, aims: AIMS, measured };
  process.stdout.write(values.json ? `${JSON.stringify(json)}\n` : table(measured));
}

function table(measured: readonly RateFacts[]): string {
  const rows = measured.map(({ workers, calls, refused, wallMs, idealMs }) =>
    [
      workers,
      calls,
      (wallMs / 1_000).toFixed(1),
      (idealMs / 1_000).toFixed(1),
      (wallMs / idealMs).toFixed(2),
      `${((100 * refused) / (calls + refused)).toFixed(1)} %`,
    ].join(' | '),
  );
  const head = ['workers', 'calls', 'wall s', 'ideal s', 'ratio', 'refused'];
  const lines = [head.join(' | '), head.map(() => '---:').join(' | '), ...rows];
  const aims = `aims: a ratio of at most ${AIMS.ratio}, at most ${100 * AIMS.refused} % refused\n`;
  return `${lines.map((line) => `| ${line} |\n`).join('')}${aims}`;
}

await main();
