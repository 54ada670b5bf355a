import { connectTemporal } from '../../client/connection.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import type { RunResult } from '../../domain/run.ts';
import { checkEvidence } from '../evidence/check-evidence.ts';
import { gatherEvidence } from '../evidence/gather-evidence.ts';
import { exampleIds } from '../evidence/read-cells.ts';
import { LONG_SETTINGS, type MemoryLine } from './long-run-process.ts';
import { differenceToOnePiece } from './one-piece.ts';
import { EXTENSIONS, type Steered } from './steer.ts';

/** What the process has printed. */
export interface Lines {
  readonly memory: readonly MemoryLine[];
  readonly result: RunResult;
}

/** What is printed. */
export interface Figures {
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

/** What there is to be judged when the run is over. */
export interface Left {
  readonly home: string;
  readonly journal: string;
  readonly trials: number;
  readonly lines: Lines;
  readonly steered: Steered;
}

export async function judge({ home, journal, trials, lines, steered }: Left): Promise<Figures> {
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
  const valset = evidence.files.checkpoint?.state.prepared?.valset;
  const difference = differenceToOnePiece(evidence, {
    settings: toSettings({ ...LONG_SETTINGS, numTrials: trials }),
    exampleIds: valset ? exampleIds(home)(valset) : [],
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

export function text({ problems, steered, rssMb, ...figures }: Figures): string {
  const megabytes = Object.entries(rssMb).map(([name, value]) => `${name} ${value.toFixed(1)}`);
  return [
    ...Object.entries(figures).map(([name, value]) => `${name}: ${value}`),
    `resident memory, MB: ${megabytes.join(', ')}`,
    `orders: ${JSON.stringify(steered)}`,
    problems.length === 0 ? 'every invariant holds; the result is that of one piece' : problems.join('\n'),
  ].join('\n');
}
