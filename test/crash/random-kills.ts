import { parseArgs } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import { rng } from '../../optimizer/rng.ts';
import { createVictim, type Victim } from './victim.ts';

/**
 * `npm run test:kills -- --moments 10 --seed 1`: kills the example's whole process tree and its Temporal server at
 * random moments, starts the same command again, and compares the program and the practice server's journal with an
 * undisturbed run's. Exits with 1 when a program differs or a kill repeats more than was in flight.
 */
const NUM_THREADS = 16;
const LATENCY_MS = 20;

interface Verdict {
  readonly moment: number;
  readonly killedAfterMs: number;
  readonly requestsBefore: number;
  readonly same: boolean;
  readonly repeats: number;
  readonly recoveredInMs: number;
}

async function killAt(
  victim: Victim,
  { moment, killedAfterMs, program }: { moment: number; killedAfterMs: number; program: string },
): Promise<Verdict> {
  const first = victim.start();
  await wait(killedAfterMs);
  const requestsBefore = victim.requests().length;
  victim.killServer();
  await first.kill();
  const startedAt = performance.now();
  await victim.start().result();
  return {
    moment,
    killedAfterMs,
    requestsBefore,
    same: victim.programText() === program,
    repeats: victim.repeats(),
    recoveredInMs: Math.round(performance.now() - startedAt),
  };
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: { moments: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
  });
  const binary = await findBinary({ log: (line) => console.error(line) });
  const calm = createVictim({ binary, latencyMs: LATENCY_MS });
  const startedAt = performance.now();
  await calm.start().result();
  const wholeMs = performance.now() - startedAt;
  const program = calm.programText();
  await calm.remove();
  console.log(`undisturbed: ${Math.round(wholeMs)} ms, ${calm.repeats()} repeats`);

  const verdicts: Verdict[] = [];
  for (let moment = 1; moment <= Number(values.moments); moment += 1) {
    const victim = createVictim({ binary, latencyMs: LATENCY_MS });
    const killedAfterMs = Math.round(
      wholeMs * (0.05 + 0.9 * rng(Number(values.seed), 'kill', moment).unit()),
    );
    const verdict = await killAt(victim, { moment, killedAfterMs, program });
    await victim.remove();
    verdicts.push(verdict);
    console.log(JSON.stringify(verdict));
  }
  const good = verdicts.filter(({ same, repeats }) => same && repeats <= NUM_THREADS);
  console.log(
    `${good.length} of ${verdicts.length} ended in the same program with at most ${NUM_THREADS} repeats`,
  );
  return good.length === verdicts.length;
}

process.exitCode = (await main()) ? 0 : 1;
