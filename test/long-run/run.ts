import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureDevServer } from '../../client/temporal-server/dev-server.ts';
import type { RunResult } from '../../domain/run.ts';
import { spawnPracticeServer } from '../../lm/practice/index.ts';
import { startCrewMember, type CrewMember } from '../crash/crew-member.ts';
import { judge, text, type Lines } from './judge.ts';
import type { MemoryLine } from './long-run-process.ts';
import { EXTENSIONS, steer } from './steer.ts';

/**
 * `npm run test:long -- --trials 500 --val 1000`: a run of very many trials on a zero-latency model, extended, paused,
 * resumed and asked all the while; then what it left in history and memory, judged by the checker and compared with
 * the same search in one piece. Exits with 1 when anything is wrong.
 */
/** Of JavaScript: without a limit it grows as long as the machine has memory, and its slope would say nothing. */
const HEAP_MB = 256;

/** Of the C library, whose many areas fragment by the thread: their slope, too, would say nothing of what is held. */
const MALLOC = { MALLOC_ARENA_MAX: '2' };

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      trials: { type: 'string', default: '500' },
      val: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false },
    },
  });
  const trials = Number(values.trials);
  const home = await mkdtemp(join(tmpdir(), 'durable-mipro-long-'));
  const server = await ensureDevServer({ home, log: say });
  const model = await spawnPracticeServer({
    journalPath: join(home, '..', `${home.split('/').at(-1)}.journal`),
  });
  try {
    const running = startCrewMember({
      name: 'long run',
      command: [
        `--max-old-space-size=${HEAP_MB}`,
        script('long-run-process.ts'),
        home,
        model.url,
        String(trials - EXTENSIONS),
        values.val,
      ],
      env: MALLOC,
    });
    const steered = await steer(home, { running, model });
    const lines = await linesOf(running);
    const figures = await judge({ home, journal: model.journalPath ?? '', trials, lines, steered });
    process.stdout.write(`${values.json ? JSON.stringify(figures) : text(figures)}\n`);
    return figures.problems.length === 0;
  } finally {
    await model.close();
    await server.release();
    await rm(home, { recursive: true, force: true });
    await rm(`${home}.journal`, { force: true });
  }
}

async function linesOf(running: CrewMember): Promise<Lines> {
  const code = await running.ended;
  if (code !== 0) throw new Error(`It ended with code ${code}:\n${running.stderr()}`);
  const lines = running
    .stdout()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as MemoryLine | { result: RunResult });
  const last = lines.at(-1);
  if (last === undefined || !('result' in last)) throw new Error('It printed no result.');
  return { memory: lines.filter((line): line is MemoryLine => 'rssMb' in line), result: last.result };
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function say(line: string): void {
  process.stderr.write(`durable-mipro test: ${line}\n`);
}

process.exitCode = (await main()) ? 0 : 1;
