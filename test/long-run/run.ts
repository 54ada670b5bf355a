import { mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { toSettings } from '../../domain/chosen-settings.ts';
import { connectTemporal } from '../../client/connection.ts';
import type { Progress, RunResult } from '../../domain/run.ts';
import { ensureDevServer } from '../../client/temporal-server/dev-server.ts';
import { spawnPracticeServer, type SpawnedPracticeServer } from '../../lm/practice/index.ts';
import { artifactPath } from '../../stores/file-artifact-store.ts';
import { artifactsFolder } from '../../stores/home.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { checkEvidence } from '../evidence/check-evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { gatherEvidence } from '../evidence/gather-evidence.ts';
import { startCrewMember, type CrewMember } from '../crash/crew-member.ts';
import { LONG_SETTINGS, type MemoryLine } from './long-run-process.ts';
import { differenceToOnePiece } from './one-piece.ts';

/**
 * `npm run test:long -- --trials 500 --val 1000`: a run of very many trials on a zero-latency model, extended, paused,
 * resumed and asked all the while; then what it left in history and memory, judged by the checker and compared with
 * the same search in one piece. Exits with 1 when anything is wrong.
 */
const ORDER_EVERY_MS = 3_000;
const ASK_EVERY_MS = 200;
/** Trials that are not in the settings but come as extensions, one by one, while the run goes on. */
const EXTENSIONS = 10;
const PAUSES = 5;
/** Of JavaScript: without a limit it grows as long as the machine has memory, and its slope would say nothing. */
const HEAP_MB = 256;

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
      env: {},
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

interface Steered {
  readonly asked: number;
  readonly slowestAnswerMs: number;
  readonly extended: number;
  readonly pauses: number;
  /** From a pause order to the last request after it, at most. */
  readonly slowestSilenceMs: number;
}

const PAUSED_MS = 3_000;
const LOOK_EVERY_MS = 20;

/** Pauses for some seconds. Gives the time from the order to the last request that came after it. */
async function pauseFor(model: SpawnedPracticeServer, pause: () => Promise<unknown>): Promise<number> {
  const orderedAtMs = Date.now();
  let [known, lastAtMs] = [(await model.stats()).requests, orderedAtMs];
  await pause();
  while (Date.now() - orderedAtMs < PAUSED_MS) {
    await wait(LOOK_EVERY_MS);
    const { requests } = await model.stats();
    if (requests > known) lastAtMs = Date.now();
    known = requests;
  }
  return lastAtMs - orderedAtMs;
}

/** Asks often, and gives an order every few seconds, until the run is over. */
async function steer(
  home: string,
  { running, model }: { running: CrewMember; model: SpawnedPracticeServer },
): Promise<Steered> {
  const connected = await connectTemporal({ home, log: () => {} });
  const handle = connected.client.workflow.getHandle(await runIdIn(home, running));
  const steered = { asked: 0, slowestAnswerMs: 0, extended: 0, pauses: 0, slowestSilenceMs: 0 };
  let orderedAtMs = Date.now();
  while (!running.hasEnded()) {
    await wait(ASK_EVERY_MS);
    const askedAtMs = Date.now();
    const progress = await handle.query<Progress>('progress').catch(() => null);
    if (progress === null) continue;
    steered.asked += 1;
    steered.slowestAnswerMs = Math.max(steered.slowestAnswerMs, Date.now() - askedAtMs);
    if (progress.stage !== 'search' || Date.now() - orderedAtMs < ORDER_EVERY_MS) continue;
    orderedAtMs = Date.now();
    const order = async (name: string, ...args: object[]) => handle.executeUpdate(name, { args: args as [] });
    try {
      if (steered.extended < EXTENSIONS) {
        await order('extend', { trials: 1 });
        steered.extended += 1;
      } else if (steered.pauses < PAUSES) {
        steered.slowestSilenceMs = Math.max(
          steered.slowestSilenceMs,
          await pauseFor(model, () => order('pause')),
        );
        await order('resume');
        steered.pauses += 1;
      }
    } catch (error) {
      // The search may have come to its end meanwhile.
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    }
  }
  await connected.release();
  return steered;
}

async function runIdIn(home: string, running: CrewMember): Promise<string> {
  for (;;) {
    const [key] = await new RunFolders(home).list();
    if (key !== undefined) return `mipro/${key.task}/${key.specHash}`;
    if (running.hasEnded()) throw new Error(`It ended before it began:\n${running.stderr()}`);
    await wait(100);
  }
}

interface Lines {
  readonly memory: readonly MemoryLine[];
  readonly result: RunResult;
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

interface Figures {
  readonly trials: number;
  readonly fullScorings: number;
  readonly requests: number;
  readonly wallSeconds: number;
  readonly workflowRuns: number;
  readonly mostEvents: number;
  readonly largestHistoryBytes: number;
  readonly largestPayloadBytes: number;
  readonly rssMb: { readonly half: number; readonly end: number; readonly perHundredTrials: number };
  readonly steered: Steered;
  readonly problems: readonly string[];
}

interface Left {
  readonly home: string;
  readonly journal: string;
  readonly trials: number;
  readonly lines: Lines;
  readonly steered: Steered;
}

async function judge({ home, journal, trials, lines, steered }: Left): Promise<Figures> {
  const connected = await connectTemporal({ home, log: () => {} });
  const evidence = await gatherEvidence({
    home,
    client: connected.client,
    journal,
    leftovers: { files: [], processes: [] },
  });
  await connected.release();
  const { result, memory } = lines;
  const sampled = result.trials.filter(({ origin }) => origin === 'startup' || origin === 'model').length;
  const wanted = trials - EXTENSIONS + steered.extended;
  const violations = checkEvidence(evidence, { inFlightAtFaults: 0 });
  const problems = violations.map((violation) => JSON.stringify(violation));
  if (sampled !== wanted) problems.push(`${sampled} trials were made, ${wanted} were asked for`);
  const difference = differenceToOnePiece(evidence, {
    settings: toSettings({ ...LONG_SETTINGS, numTrials: trials }),
    exampleIds: exampleIds(evidence, home),
  });
  if (difference !== null) problems.push(difference);
  const { histories } = evidence;
  return {
    trials: sampled,
    fullScorings: result.trials.filter(({ origin }) => origin === 'full-scoring').length,
    requests: evidence.requests.length,
    wallSeconds: Math.round(result.wallMs / 1_000),
    workflowRuns: histories.length,
    mostEvents: Math.max(...histories.map(({ events }) => events)),
    largestHistoryBytes: Math.max(...histories.map(({ bytes }) => bytes)),
    largestPayloadBytes: Math.max(...histories.map((history) => history.largestPayloadBytes)),
    rssMb: memoryFigures(memory),
    steered,
    problems,
  };
}

function exampleIds({ files }: Evidence, home: string): readonly string[] {
  const sha256 = files.checkpoint?.state.prepared?.valset.sha256 ?? '';
  const file = join(artifactsFolder(home), artifactPath(sha256));
  return (JSON.parse(readFileSync(file, 'utf8')) as { id: string }[]).map(({ id }) => id);
}

/** The slope of the second half by least squares: the first holds the warming up. */
function memoryFigures(memory: readonly MemoryLine[]): Figures['rssMb'] {
  const half = memory.slice(Math.floor(memory.length / 2));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(half.map(({ trials }) => trials)), mean(half.map(({ rssMb }) => rssMb))];
  const slope =
    half.reduce((sum, line) => sum + (line.trials - x) * (line.rssMb - y), 0) /
    half.reduce((sum, line) => sum + (line.trials - x) ** 2, 0);
  return { half: half[0]?.rssMb ?? 0, end: half.at(-1)?.rssMb ?? 0, perHundredTrials: 100 * slope };
}

function text({ problems, steered, rssMb, ...figures }: Figures): string {
  const megabytes = Object.entries(rssMb).map(([name, value]) => `${name} ${value.toFixed(1)}`);
  return [
    ...Object.entries(figures).map(([name, value]) => `${name}: ${value}`),
    `resident memory, MB: ${megabytes.join(', ')}`,
    `orders: ${JSON.stringify(steered)}`,
    problems.length === 0 ? 'every invariant holds; the result is that of one piece' : problems.join('\n'),
  ].join('\n');
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function say(line: string): void {
  process.stderr.write(`durable-mipro test: ${line}\n`);
}

process.exitCode = (await main()) ? 0 : 1;
