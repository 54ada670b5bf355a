import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import {
  startPracticeServer,
  type PracticeServer,
  type PracticeServerOptions,
} from '../../lm/practice/index.ts';
import { freshFolder } from '../real-server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(ROOT, 'client', 'cli.ts');
const TICKETS = join(ROOT, 'examples', '01-ticket-triage', 'tickets.jsonl');
const ROWS = 40;

/** 40 tickets give 8 to learn from and 32 to validate on; a run asks some 120 times. */
const TASK = `
import { LM, Predict, defineTask, exactMatch } from 'durable-mipro';

const { SHOP_TASK = 'shop', SHOP_MODEL, SHOP_KEY_NAME, SHOP_DEFAULTS = '{}' } = process.env;
const small = { auto: null, numTrials: 4, numCandidates: 3, minibatchSize: 8, minibatchFullEvalSteps: 2, numThreads: 4 } as const;

export default defineTask({
  name: SHOP_TASK,
  program: () => new Predict('ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"'),
  metric: exactMatch('category'),
  trainset: 'tickets.jsonl',
  inputs: ['ticket'],
  lm: SHOP_KEY_NAME === undefined
    ? new LM('practice/tickets', { baseUrl: SHOP_MODEL })
    : new LM('vllm/tickets', { baseUrl: SHOP_MODEL, apiKeyEnv: SHOP_KEY_NAME }),
  defaults: { ...small, ...JSON.parse(SHOP_DEFAULTS) },
});
`;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way in a process of its own. */
export interface Running {
  /** Resolves when its standard error contains the text. */
  says(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** A user's project: a folder with data, a task file and this package installed, and a model server beside it. */
export interface Shop {
  readonly folder: string;
  readonly home: string;
  readonly task: string;
  readonly model: PracticeServer;
  requests(): number;
  /** Writes a file into the project; gives its name. */
  file(name: string, text: string): string;
  start(args: readonly string[], env?: Env): Running;
  /** `durable-mipro` with these arguments, to its end. */
  run(args: readonly string[], env?: Env): Promise<Ended>;
  close(): Promise<void>;
}

export interface ShopOptions extends PracticeServerOptions {
  /** Of the Temporal server; absent: the shop has one of its own. */
  readonly address?: string;
}

export async function openShop({ address, ...conditions }: ShopOptions = {}): Promise<Shop> {
  const folder = freshFolder('shop');
  const model = await startPracticeServer(conditions);
  const task = `shop-${randomUUID().slice(0, 8)}`;
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  furnish(folder, file);
  const home = join(folder, 'home');
  const bundle = inject('workflowBundlePath');
  const surroundings: Env = {
    ...process.env,
    TEMPORAL_ADDRESS: address,
    DURABLE_MIPRO_TEMPORAL_CLI: inject('temporalBinary') ?? undefined,
    DURABLE_MIPRO_WORKFLOW_BUNDLE: bundle ?? undefined,
    DURABLE_MIPRO_HOME: home,
    SHOP_TASK: task,
    SHOP_MODEL: model.url,
    OPENAI_API_KEY: undefined,
    OPENAI_BASE_URL: undefined,
    NODE_COMPILE_CACHE: join(inject('runFolder'), 'compile-cache'),
    NO_COLOR: '1',
  };
  const children = new Set<ChildProcess>();
  const start = (args: readonly string[], env: Env = {}) =>
    startCommand(args, { folder, env: { ...surroundings, ...env }, children });
  return {
    folder,
    home,
    task,
    model,
    requests: () => model.stats().requests,
    file,
    start,
    run: (args, env) => start(args, env).ended,
    close: async () => {
      for (const child of children) child.kill('SIGKILL');
      await model.close();
    },
  };
}

function furnish(folder: string, file: (name: string, text: string) => string): void {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'durable-mipro'), 'dir');
  file('package.json', '{ "type": "module" }');
  file('tickets.jsonl', readFileSync(TICKETS, 'utf8').split('\n').slice(0, ROWS).join('\n'));
  file('task.ts', TASK);
}

interface Surroundings {
  readonly folder: string;
  readonly env: Env;
  readonly children: Set<ChildProcess>;
}

function startCommand(args: readonly string[], { folder, env, children }: Surroundings): Running {
  const flags = ['--conditions=durable-mipro-source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, CLI, ...args], {
    cwd: folder,
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => (said[stream] += String(chunk)));
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      children.delete(child);
      resolve({ code, ...said });
    });
  });
  return {
    says: (text) => sees(said, text, ended),
    signal: (name) => void child.kill(name),
    ended,
  };
}

async function sees(said: { stderr: string }, text: string, ended: Promise<Ended>): Promise<void> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!said.stderr.includes(text)) {
    if (isOver) throw new Error(`It ended before it said "${text}":\n${said.stderr}`);
    await wait(10);
  }
}

/** The last line of standard output, as JSON. */
export function lastJson({ stdout, stderr }: Ended): Record<string, unknown> {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (!line.startsWith('{'))
    throw new Error(`Expected JSON on the last line of stdout; got "${line}":\n${stderr}`);
  return JSON.parse(line) as Record<string, unknown>;
}

/** Standard output as JSON, line by line. */
export function jsonLines({ stdout }: Ended): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
