import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { JsonResult } from '../../client/report.ts';
import { startPracticeServer } from '../../lm/practice/index.ts';
import { ROOT, toolCommand } from '../../setup/tools.ts';
import { describeWithServer } from '../real-server.ts';
import { installPackage, type Consumer } from './consumer.ts';
import { startForeignServer, type Ticket } from './foreign-server.ts';

const LABELS = ['billing', 'bug', 'account', 'other'];
const ROWS = 40;

const TASK = `
import { LM, Predict, defineTask, exactMatch } from 'durable-mipro';

export default defineTask({
  name: 'labels',
  program: () => new Predict('ticket -> label: "billing" | "bug" | "account" | "other"'),
  metric: exactMatch('label'),
  trainset: 'tickets.jsonl',
  inputs: ['ticket'],
  lm: new LM(process.env.MODEL, { baseUrl: process.env.MODEL_URL }),
  defaults: { auto: null, numTrials: 6, numCandidates: 4, minibatchSize: 10 },
});
`;

/** Uses every entry, each of its types for something. */
const TYPED = `
import { ChainOfThought, Example, MIPROv2, Module, Predict, defineTask, exactMatch, type Metric } from 'durable-mipro';
import { connect, listRuns, startOptimization, toSettings } from 'durable-mipro/client';
import { createActivities, runWorker, workflowBundle } from 'durable-mipro/worker';
import { startPracticeServer, type PracticeServer } from 'durable-mipro/practice';

const program = new ChainOfThought('ticket -> label: "billing" | "bug"');
const { label } = await program.run({ ticket: 'paid twice' });
export const known: 'billing' | 'bug' = label;
// @ts-expect-error a misspelt input
await program.run({ tickt: 'paid twice' });

class Triage extends Module<{ ticket: string }, { label: string }> {
  classify = new Predict('ticket -> label');
  async forward({ ticket }: { ticket: string }) {
    return this.classify.run({ ticket });
  }
}

const metric: Metric = (example, prediction) => example['label'] === prediction['label'];
const trainset = [new Example({ ticket: 'a', label: 'bug' }).withInputs('ticket')];
export const task = defineTask({ name: 'triage', program: () => new Triage(), metric, trainset });
const optimized = await new MIPROv2({ metric: exactMatch('label') }).compile(program, { trainset });
export const best: number | null = optimized.report.best;
export const server: Promise<PracticeServer> = startPracticeServer({ latencyMs: 1 });
export { connect, createActivities, listRuns, runWorker, startOptimization, toSettings, workflowBundle };
`;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    module: 'NodeNext',
    target: 'ES2023',
    noEmit: true,
    types: ['node'],
    skipLibCheck: true,
  },
  files: ['typed.ts'],
};

/** Prints which packages and modules of Node an import brings in. */
const LOADED = `
import { registerHooks } from 'node:module';
const loaded = new Set();
registerHooks({
  load(url, context, next) {
    const name = url.split('/node_modules/').at(-1).split('/');
    loaded.add(url.startsWith('node:') ? url : name[0]);
    return next(url, context);
  },
});
await import('durable-mipro');
console.log(JSON.stringify([...loaded]));
`;

function tickets(): Ticket[] {
  const rows = readFileSync(join(ROOT, 'examples/01-ticket-triage/tickets.jsonl'), 'utf8').trim().split('\n');
  return rows
    .slice(0, ROWS)
    .map((row) => JSON.parse(row) as { ticket: string; category: string })
    .map(({ ticket, category }) => ({ ticket, label: LABELS.includes(category) ? category : 'other' }));
}

/** Two servers that a program can talk to, and how each of them is called and counts. */
const SERVERS = {
  'the practice server': {
    model: 'practice/tickets',
    start: async () => {
      const server = await startPracticeServer();
      return { url: server.url, requests: () => server.stats().requests, close: () => server.close() };
    },
  },
  'a server that is not ours': { model: 'vllm/foreign', start: () => startForeignServer(tickets()) },
};

describeWithServer('the package, installed from its tarball', ({ address, binary }) => {
  let consumer: Consumer;

  beforeAll(async () => {
    consumer = await installPackage();
    consumer.file(
      'tickets.jsonl',
      tickets()
        .map((row) => JSON.stringify(row))
        .join('\n'),
    );
    consumer.file('task.ts', TASK);
    consumer.file('script.ts', readFileSync(join(ROOT, 'examples/02-twenty-lines/optimize.ts'), 'utf8'));
  }, 60_000);

  test('holds what is built, four papers and nothing else', () => {
    const others = consumer.packed.filter((path) => !path.startsWith('package/dist/'));
    expect(others.toSorted()).toEqual([
      'package/CHANGELOG.md',
      'package/LICENSE',
      'package/README.md',
      'package/package.json',
    ]);
    const built = consumer.packed.filter((path) => path.startsWith('package/dist/'));
    expect(built).toContain('package/dist/workflow-bundle.js');
    expect(built.filter((path) => !/\.(?:js|d\.ts)$/.test(path))).toEqual([]);
  });

  test('has a command that the shell can run', () => {
    accessSync(consumer.command, constants.X_OK);
    expect(readFileSync(consumer.command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('has types for all four entries under strict NodeNext', async () => {
    consumer.file('typed.ts', TYPED);
    consumer.file('tsconfig.json', JSON.stringify(TSCONFIG));
    await expect(consumer.node([...toolCommand('tsc', '-p', 'tsconfig.json')])).resolves.toMatchObject({
      stdout: '',
    });
  });

  test('loads neither Temporal nor openai, zod, csv-parse or SQLite when it is imported', async () => {
    const { stdout } = await consumer.node([consumer.file('loaded.mjs', LOADED)]);
    const packages = (JSON.parse(stdout) as string[]).filter((name) => !name.startsWith('node:'));
    expect(packages.toSorted()).toEqual(['durable-mipro', 'jsonrepair']);
    expect(stdout).not.toContain('node:sqlite');
  });

  test.each(Object.entries(SERVERS))(
    'optimizes a task file against %s, and its calls are those that the server counted',
    async (title, { model, start }) => {
      const server = await start();
      const { stdout, stderr } = await consumer.node([consumer.command, 'optimize', 'task.ts', '--json'], {
        MODEL: model,
        MODEL_URL: server.url,
        TEMPORAL_ADDRESS: address,
        DURABLE_MIPRO_HOME: join(consumer.folder, title),
      });
      const requests = server.requests();
      await server.close();
      expect(stdout.trim().split('\n')).toHaveLength(1);
      const result = JSON.parse(stdout) as JsonResult;
      expect(Object.keys(result).join(' ')).toBe(
        'schema runId status stoppedBecause baseline best test lmCalls cachedCalls costUsd wallMs programFile',
      );
      expect(result).toMatchObject({ status: 'finished', stoppedBecause: 'completed', lmCalls: requests });
      expect(result.best).toBeGreaterThan(result.baseline ?? 1);
      expect(JSON.parse(readFileSync(result.programFile, 'utf8'))).toHaveProperty('signature.instructions');
      expect(stderr).not.toContain('[temporal');
    },
  );

  test.each(Object.entries(SERVERS))("runs the README's script against %s", async (title, { start }) => {
    const server = await start();
    const { stdout } = await consumer.node(['script.ts'], {
      OPENAI_BASE_URL: server.url,
      OPENAI_API_KEY: 'not-a-key',
      // A server of its own: both scripts name one run.
      DURABLE_MIPRO_TEMPORAL_CLI: binary,
      DURABLE_MIPRO_HOME: join(consumer.folder, `script, ${title}`),
    });
    await server.close();
    const [, label = '', baseline, best] = /^(\S+) (\S+) -> (\S+)$/m.exec(stdout) ?? [];
    expect(LABELS).toContain(label);
    expect(Number(best)).toBeGreaterThanOrEqual(Number(baseline));
  });
});
