import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { NamedText } from '../evidence/evidence.ts';

/** A process of the product, leading a group of its own, so that it can be killed with all its children. */
export interface CrewMember {
  readonly name: string;
  /** Resolves when its stderr contains the text. @throws Error when it ends before */
  says(text: string): Promise<void>;
  /** Kills it and its children at once, as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
  /** To it alone, not to its children. */
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end in good order. Gives its exit code. */
  end(): Promise<number | null>;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  hasEnded(): boolean;
  stdout(): string;
  stderr(): string;
  logs(): readonly NamedText[];
}

export interface CrewMemberOptions {
  readonly name: string;
  /** Script and arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export function startCrewMember({ name, command, env }: CrewMemberOptions): CrewMember {
  const { TEMPORAL_ADDRESS: _address, ...own } = process.env;
  const child = spawn(process.execPath, ['--conditions=durable-mipro-source', ...command], {
    env: { ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = collect(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    name,
    says: (text) => sees(output, text, ended),
    kill: async () => {
      signalGroup(child, 'SIGKILL');
      await ended;
    },
    signal: (signal) => void child.kill(signal),
    end: async () => {
      child.kill('SIGTERM');
      return ended;
    },
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    logs: () => [
      { name: `${name} stdout`, text: output.stdout },
      { name: `${name} stderr`, text: output.stderr },
    ],
  };
}

/** The last line that a process with `--json` prints. @throws Error with its stderr when it ended badly */
export async function jsonOf<T>(running: CrewMember): Promise<T> {
  const code = await running.ended;
  if (code !== 0) throw new Error(`${running.name} ended with code ${code}:\n${running.stderr()}`);
  return JSON.parse(running.stdout().trim().split('\n').at(-1) ?? '') as T;
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

/** The Temporal server is in a group of its own and stays. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, signal);
}
