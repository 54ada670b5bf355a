import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { loadExamples } from 'durable-mipro';

/** `npm run bench:data`: a sample of a million rows; how long it takes and how much memory at most. */
const ROWS = 1_000_000;
const SAMPLE = 5_000;

function* lines(): Generator<string> {
  for (let row = 0; row < ROWS; row += 1)
    yield `{"ticket":"Order ${row} has not arrived, although it was sent ${row % 30} days ago. ${'Please help. '.repeat(row % 12)}","category":"shipping"}\n`;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'durable-mipro-data-'));
  const file = join(folder, 'rows.jsonl');
  try {
    await pipeline(Readable.from(lines()), createWriteStream(file));
    const { size } = await stat(file);
    const startedAt = performance.now();
    const examples = await loadExamples(file, { inputs: ['ticket'], sample: SAMPLE });
    const seconds = (performance.now() - startedAt) / 1_000;
    const peakRssMb = process.resourceUsage().maxRSS / 1_024;
    process.stdout.write(
      `${ROWS} rows, ${Math.round(size / 1e6)} MB: ${examples.length} drawn in ${seconds.toFixed(1)} s, at most ${peakRssMb.toFixed(0)} MB of memory\n`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
