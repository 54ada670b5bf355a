import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { JsonResult } from '../../client/report.ts';
import { serverFiles, type ServerState } from '../../client/temporal-server/server-files.ts';

const START = fileURLToPath(new URL('../../examples/01-ticket-triage/start.ts', import.meta.url));

/** A home folder in which the example is optimized, killed and started again. */
export interface Victim {
  readonly home: string;
  /** Starts the example, as `npm start -- --json` does. */
  start(): RunningVictim;
  /** The lines of the practice servers' journal: one per request that reached one. */
  requests(): readonly { readonly requestHash: string; readonly timeMs: number }[];
  /** Requests that had been made before, over all starts. */
  repeats(): number;
  /** Kills this home's Temporal server at once, as a power cut would. */
  killServer(): void;
  programText(): string;
  remove(): Promise<void>;
}

export interface RunningVictim {
  /** Resolves when a line of its progress contains the text. */
  says(text: string): Promise<void>;
  /** Kills the process and all its children at once. */
  kill(): Promise<void>;
  /** The object that it prints last. @throws Error with its stderr when it ends without one */
  result(): Promise<JsonResult>;
}

export interface VictimOptions {
  readonly binary: string;
  readonly latencyMs?: number;
}

export function createVictim({ binary, latencyMs = 20 }: VictimOptions): Victim {
  const home = mkdtempSync(join(tmpdir(), 'durable-mipro-victim-'));
  const journal = join(home, 'practice-journal.jsonl');
  const started: RunningVictim[] = [];
  const requests = () => (existsSync(journal) ? wholeLines(readFileSync(journal, 'utf8')) : []);
  return {
    home,
    start: () => {
      const running = startVictim(home, { binary, latencyMs });
      started.push(running);
      return running;
    },
    requests,
    repeats: () => requests().length - new Set(requests().map(({ requestHash }) => requestHash)).size,
    killServer: () => killServerOf(home),
    programText: () => readFileSync(programFile(home), 'utf8'),
    remove: async () => {
      // A test that failed has left its processes running.
      for (const running of started) await running.kill();
      killServerOf(home);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function startVictim(home: string, { binary, latencyMs }: Required<VictimOptions>): RunningVictim {
  const { TEMPORAL_ADDRESS: _address, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ['--conditions=durable-mipro-source', START, '--json', '--latency', String(latencyMs)],
    {
      env: { ...env, DURABLE_MIPRO_HOME: home, DURABLE_MIPRO_TEMPORAL_CLI: binary },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const output = collect(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    says: (text) => sees(output, text, ended),
    kill: async () => {
      killGroup(child);
      await ended;
    },
    result: async () => {
      const code = await ended;
      const last = output.stdout.trim().split('\n').at(-1) ?? '';
      if (code !== 0) throw new Error(`The run ended with code ${code}:\n${output.stderr}`);
      return JSON.parse(last) as JsonResult;
    },
  };
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => void (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => void (output.stderr += chunk.toString()));
  return output;
}

async function sees(output: { stderr: string }, text: string, ended: Promise<unknown>): Promise<void> {
  const end = { came: false };
  void ended.then(() => (end.came = true));
  while (!output.stderr.includes(text)) {
    if (end.came) throw new Error(`It ended before it said "${text}":\n${output.stderr}`);
    await wait(5);
  }
}

/** The child leads its own group: its practice server is in it, the Temporal server is not. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
}

/** Does nothing when the server has not been started yet. */
function killServerOf(home: string): void {
  if (!existsSync(serverFiles(home).state)) return;
  const state = JSON.parse(readFileSync(serverFiles(home).state, 'utf8')) as ServerState;
  if (state.server === null) return;
  try {
    process.kill(state.server.pid, 'SIGKILL');
  } catch (error) {
    // Killed before, and not noticed yet by anyone who would write it down.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A killed server may leave half a line at the end. */
function wholeLines(text: string): { requestHash: string; timeMs: number }[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { requestHash: string; timeMs: number });
}

function programFile(home: string): string {
  const runs = join(home, 'runs', 'ticket-triage');
  const [only] = readdirSync(runs);
  return join(runs, only ?? '', 'program.json');
}
