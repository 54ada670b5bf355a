import { parseArgs } from 'node:util';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import { inSeconds } from '../crash/figures.ts';
import { undisturbedRun } from '../crash/undisturbed-run.ts';
import { runTests, TESTED, type TestedFault } from './by-test.ts';
import { chaosRun, type ChaosRun } from './chaos-run.ts';
import type { ChaosFault } from './fault.ts';
import { FAULTS } from './faults/index.ts';
import { chaosReport, isClean, lineOf } from './report.ts';

/**
 * `npm run test:chaos -- --faults R1,R4 --runs 20 --seed 1`: light runs in processes of their own, each with one fault of
 * the plan, judged by all invariants and by what the plan expects, with an undisturbed run beside them. Exits with 1 when
 * something is contradicted. `--json` prints all figures as one object.
 */
const log = (line: string) => void process.stderr.write(`${line}\n`);

type AnyFault = ChaosFault | TestedFault;

const ALL: readonly AnyFault[] = [...FAULTS, ...TESTED].toSorted((a, b) => numberOf(a) - numberOf(b));

function numberOf({ id }: AnyFault): number {
  return Number(id.slice(1));
}

interface Campaign {
  readonly faults: readonly AnyFault[];
  /** Of each fault; of one with more variants so many. */
  readonly runs: number;
  readonly seed: number;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      faults: { type: 'string', default: '' },
      runs: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const campaign = { faults: chosen(values.faults), runs: Number(values.runs), seed: Number(values.seed) };
  const binary = await findBinary({ log });
  const calm = await undisturbedRun(binary, 'fleet');
  log(`undisturbed: ${calm.requests} requests, ${inSeconds(calm.wallMs)} s; seed ${campaign.seed}`);
  const { program: _program, ...undisturbed } = calm;
  const runs: ChaosRun[] = [];
  // The crew under way removes itself and ends this process; no other one may begin meanwhile.
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  for (const { name, run } of planned(campaign)) {
    const done = await run({ binary, calm });
    if (interrupt.signal.aborted) return false;
    log(lineOf(done, name));
    runs.push(done);
  }
  log(chaosReport(campaign.faults, runs));
  if (values.json)
    process.stdout.write(`${JSON.stringify({ schema: 1, seed: campaign.seed, undisturbed, runs })}\n`);
  return runs.every(isClean);
}

type Surroundings = Pick<Parameters<typeof chaosRun>[1], 'binary' | 'calm'>;

interface PlannedRun {
  readonly name: string;
  readonly run: (at: Surroundings) => Promise<ChaosRun>;
}

function planned({ faults, runs, seed }: Campaign): readonly PlannedRun[] {
  return faults.flatMap((fault): PlannedRun[] => {
    if (!('inject' in fault)) return [{ name: 'run 1 of 1', run: async () => runTests(fault) }];
    const count = Math.max(runs, fault.variants?.length ?? 1);
    return Array.from({ length: count }, (_, number) => ({
      name: `run ${number + 1} of ${count}`,
      run: (at) => chaosRun(fault, { ...at, seed, number }),
    }));
  });
}

function chosen(names: string): readonly AnyFault[] {
  if (names === '') return ALL;
  return names.split(',').map((name) => {
    const fault = ALL.find(({ id }) => id === name.trim());
    if (fault === undefined)
      throw new Error(`There is no fault ${name}. Expected some of ${ALL.map(({ id }) => id).join(', ')}.`);
    return fault;
  });
}

process.exitCode = (await main()) ? 0 : 1;
