import { parseArgs } from 'node:util';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import { inSeconds } from '../crash/figures.ts';
import { undisturbedRun } from '../crash/undisturbed-run.ts';
import { chaosRun, type ChaosRun } from './chaos-run.ts';
import { FAULTS } from './faults/index.ts';
import { chaosReport, isClean, lineOf } from './report.ts';

/**
 * `npm run test:chaos -- --faults R1,R4 --runs 20 --seed 1`: light runs in processes of their own, each with one fault of
 * the plan, judged by all invariants and by what the plan expects, with an undisturbed run beside them. Exits with 1 when
 * something is contradicted. `--json` prints all figures as one object.
 */
const log = (line: string) => void process.stderr.write(`${line}\n`);

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      faults: { type: 'string', default: '' },
      runs: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const [least, seed] = [Number(values.runs), Number(values.seed)];
  const faults = chosen(values.faults);
  const binary = await findBinary({ log });
  const calm = await undisturbedRun(binary, 'fleet');
  log(`undisturbed: ${calm.requests} requests, ${inSeconds(calm.wallMs)} s; seed ${seed}`);
  const runs: ChaosRun[] = [];
  for (const fault of faults) {
    const count = Math.max(least, fault.variants?.length ?? 1);
    for (let number = 0; number < count; number += 1) {
      const run = await chaosRun(fault, { binary, calm, seed, number });
      log(lineOf(run, `run ${number + 1} of ${count}`));
      runs.push(run);
    }
  }
  log(chaosReport(faults, runs));
  if (values.json) process.stdout.write(`${JSON.stringify({ schema: 1, seed, undisturbed: calm, runs })}\n`);
  return runs.every(isClean);
}

function chosen(names: string) {
  if (names === '') return FAULTS;
  return names.split(',').map((name) => {
    const fault = FAULTS.find(({ id }) => id === name.trim());
    if (fault === undefined)
      throw new Error(`There is no fault ${name}. Expected some of ${FAULTS.map(({ id }) => id).join(', ')}.`);
    return fault;
  });
}

process.exitCode = (await main()) ? 0 : 1;
