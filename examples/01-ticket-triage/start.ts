import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defineTask, LM, loadExamples, type TaskDefinition } from 'durable-mipro';
import { homeDirectory, runAndTell, tellError, toSettings } from 'durable-mipro/client';
import { spawnPracticeServer } from 'durable-mipro/practice';
import { TicketTriage, triageScore } from './triage.ts';

/**
 * The whole product in one command: optimizes a pipeline of two predictors and shows what it gained on tickets that
 * the optimizer never saw. The practice model needs no key; `--model openai/<name>` uses a real one.
 */
const HELP = `npm start -- [options]
  --model <provider/name>   a real model instead of the practice model; its key comes from the environment
  --auto <size>             light (default), medium or heavy
  --again                   start anew, even if the run has finished
  --latency <ms>            how long the practice model takes to answer (default 20)
  --json                    print the result as one JSON object on stdout
`;

const NUM_THREADS = 16;
const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Rows that only the test set has. The file's order is random, so its end is as good as any. */
const TEST_ROWS = 120;

function options() {
  const { values } = parseArgs({
    options: {
      model: { type: 'string' },
      auto: { type: 'string', default: 'light' },
      again: { type: 'boolean', default: false },
      latency: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

async function taskWith(lm: LM): Promise<TaskDefinition> {
  const rows = await loadExamples(`${FOLDER}tickets.jsonl`, { inputs: ['ticket'] });
  return defineTask({
    name: 'ticket-triage',
    program: () => new TicketTriage(),
    metric: triageScore,
    trainset: rows.slice(0, -TEST_ROWS),
    testset: rows.slice(-TEST_ROWS),
    lm,
  });
}

async function optimize(lm: LM, { auto, again, json }: ReturnType<typeof options>): Promise<number> {
  const run = {
    source: { task: await taskWith(lm), baseDir: FOLDER },
    settings: toSettings({ auto: auto as 'light' | 'medium' | 'heavy' }),
    budget: {},
    numThreads: NUM_THREADS,
    again,
    home: homeDirectory(),
  };
  return runAndTell(run, { json });
}

async function main(): Promise<number> {
  const chosen = options();
  if (chosen.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (chosen.model !== undefined) return optimize(new LM(chosen.model), chosen);
  process.stderr.write(
    'the practice model answers: a small learner of this project that reads only the prompt\n',
  );
  await mkdir(homeDirectory(), { recursive: true, mode: 0o700 });
  const journalPath = `${homeDirectory()}/practice-journal.jsonl`;
  const server = await spawnPracticeServer({ latencyMs: Number(chosen.latency), journalPath });
  try {
    return await optimize(new LM('practice/tickets', { baseUrl: server.url }), chosen);
  } finally {
    await server.close();
  }
}

process.exitCode = await main().catch(tellError);
