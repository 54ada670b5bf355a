import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import { rng } from '../../optimizer/rng.ts';
import { createVictim } from './victim.ts';

/**
 * `npm run test:kills -- --moments 10 --seed 1`: kills the example's whole process tree and its Temporal server at
 * random moments, starts the same command again, and compares the program and the practice server's journal with an
 * undisturbed run's. Exits with 1 when a program differs or a kill repeats more than was in flight.
 */
const NUM_THREADS = 16;
const LATENCY_MS = 20;

interface Verdict {
  readonly moment: number;
  readonly killedAtRequest: number;
  readonly same: boolean;
  readonly repeats: number;
  readonly recoveredInMs: number;
}

interface Undisturbed {
  readonly program: string;
  readonly requests: number;
}

async function undisturbedRun(binary: string): Promise<Undisturbed> {
  const calm = createVictim({ binary, latencyMs: LATENCY_MS });
  await calm.start().result();
  const outcome = { program: calm.programText(), requests: calm.requests().length };
  await calm.remove();
  return outcome;
}

/** Kills everything once the given share of an undisturbed run's requests was made. */
async function killAt(
  binary: string,
  { moment, share, undisturbed }: { moment: number; share: number; undisturbed: Undisturbed },
): Promise<Verdict> {
  const victim = createVictim({ binary, latencyMs: LATENCY_MS });
  const first = victim.start();
  while (victim.requests().length < share * undisturbed.requests) await wait(20);
  const killedAtRequest = victim.requests().length;
  victim.killServer();
  await first.kill();
  const startedAt = performance.now();
  await victim.start().result();
  const recoveredInMs = Math.round(performance.now() - startedAt);
  const same = victim.programText() === undisturbed.program;
  const repeats = victim.repeats();
  await victim.remove();
  return { moment, killedAtRequest, same, repeats, recoveredInMs };
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: { moments: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
  });
  const binary = await findBinary({ log: (line) => console.error(line) });
  const undisturbed = await undisturbedRun(binary);
  console.log(`undisturbed: ${undisturbed.requests} requests`);
  let good = 0;
  const moments = Number(values.moments);
  for (let moment = 1; moment <= moments; moment += 1) {
    const share = rng(Number(values.seed), 'kill', moment).unit();
    const verdict = await killAt(binary, { moment, share, undisturbed });
    console.log(JSON.stringify(verdict));
    if (verdict.same && verdict.repeats <= NUM_THREADS) good += 1;
  }
  console.log(
    `${good} of ${moments} ended in the same program with at most ${NUM_THREADS} repeated requests`,
  );
  return good === moments;
}

process.exitCode = (await main()) ? 0 : 1;
