import { text } from 'node:stream/consumers';
import { defineTask, Evaluate, Example, LM } from 'durable-mipro';
import { startOptimization, toSettings } from 'durable-mipro/client';
import { percentOf } from '../../domain/percent.ts';
import { benchProgram } from '../bench-program.ts';
import type { Row, RunOrder, SideFacts } from './run-order.ts';

/** One run of ours. Argument: home folder; a `RunOrder` on stdin. Prints one `SideFacts` object. */
async function main([home = '']: readonly string[]): Promise<void> {
  const order = JSON.parse(await text(process.stdin)) as RunOrder;
  const { program, metric } = benchProgram(order.predictors);
  const lm = new LM(`practice/${order.label}`, { baseUrl: order.modelUrl });
  const run = await optimize(home, order, lm);
  const winner = program();
  winner.loadState(JSON.parse(run.program));
  const heldOut = new Evaluate({
    devset: toExamples(order.rows.test),
    metric,
    numThreads: order.numThreads,
    lm,
  });
  const facts: SideFacts = {
    wallMs: run.wallMs,
    requests: run.requests,
    validation: percentOf(run.result.best ?? 0),
    unchanged: (await heldOut.run(program())).score,
    winner: (await heldOut.run(winner)).score,
    predictors: winner
      .predictors()
      .map(([, { instructions, demos }]) => ({ instructions, demos: demos.length })),
  };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

async function optimize(home: string, order: RunOrder, lm: LM) {
  const { auto, seed, parallelTrials, numThreads, rows } = order;
  const task = defineTask({
    name: `versus-${order.label}`,
    ...benchProgram(order.predictors),
    trainset: toExamples(rows.train),
    valset: toExamples(rows.val),
    lm,
  });
  const [requestsBefore, startMs] = [await requestsAt(order.modelUrl), performance.now()];
  const { result, program } = await startOptimization({
    source: { task, baseDir: home },
    settings: toSettings({ auto, seed, ...(parallelTrials !== null && { parallelTrials }) }),
    budget: {},
    numThreads,
    again: false,
    home,
    watcher: { note: () => {}, begins: () => {}, progress: () => {} },
  });
  const wallMs = performance.now() - startMs;
  return { result, program, wallMs, requests: (await requestsAt(order.modelUrl)) - requestsBefore };
}

function toExamples(rows: readonly Row[]): Example[] {
  return rows.map((row) => new Example(row).withInputs('ticket'));
}

async function requestsAt(modelUrl: string): Promise<number> {
  const reply = await fetch(new URL('/control/stats', modelUrl));
  return ((await reply.json()) as { requests: number }).requests;
}

await main(process.argv.slice(2));
