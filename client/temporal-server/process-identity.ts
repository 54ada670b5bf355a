import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the words of this operating system: only good for comparing. */
  readonly startToken: string;
}

const run = promisify(execFile);

/** The identity of the process with this number, or null when there is none (a zombie counts as none). */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  const startToken = await readStartToken(pid);
  return startToken === null ? null : { pid, startToken };
}

/** The identity of this process. */
export async function identifySelf(): Promise<ProcessIdentity> {
  const self = await identifyProcess(process.pid);
  if (self === null)
    throw new Error(`Expected to find this process, pid ${process.pid}, in the list of processes.`);
  return self;
}

/** True while this very process runs. */
export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const present = await identifyProcess(identity.pid);
  return present?.startToken === identity.startToken;
}

/** Like `isRunning`, cheap enough to ask twice a second everywhere: only on Linux does it notice a reused number. */
export async function seemsRunning(identity: ProcessIdentity): Promise<boolean> {
  return process.platform === 'linux' ? isRunning(identity) : exists(identity.pid);
}

/** Sends a signal to this very process. Returns false when it no longer runs. */
export async function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): Promise<boolean> {
  if (!(await isRunning(identity))) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function readStartToken(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return readLinuxToken(pid);
  if (!exists(pid)) return null;
  return process.platform === 'win32' ? readWindowsToken(pid) : readPsToken(pid);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// proc(5): after the last ')' come the state and, as the twentieth word, the start in ticks since boot.
async function readLinuxToken(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isGone = words[0] === 'Z' || words[0] === 'X';
    return isGone ? null : `${await readBootId()}/${words[19]}`;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).slice(0, 8);
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ESRCH';
}

async function readPsToken(pid: number): Promise<string | null> {
  return firstLine('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], (line) =>
    line.startsWith('Z') ? null : line.slice(line.indexOf(' ')).trim(),
  );
}

async function readWindowsToken(pid: number): Promise<string | null> {
  return firstLine(
    'powershell',
    ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`],
    (line) => line,
  );
}

// Both tools end with an error when there is no such process.
async function firstLine(
  tool: string,
  args: readonly string[],
  read: (line: string) => string | null,
): Promise<string | null> {
  try {
    const { stdout } = await run(tool, [...args], { env: { ...process.env, LC_ALL: 'C' } });
    const line = stdout.trim();
    return line === '' ? null : read(line);
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return null;
    throw error;
  }
}
