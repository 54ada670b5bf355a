import { spawn } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { LOOPBACK } from './port.ts';
import { identifyProcess, isRunning, signalProcess, type ProcessIdentity } from './process-identity.ts';
import type { ServerFiles } from './server-files.ts';

const LOG_LIMIT_BYTES = 10_000_000;
const LOG_TAIL_LINES = 5;
const TERM_PATIENCE_MS = 15_000;
const KILL_PATIENCE_MS = 5_000;
const POLL_MS = 50;

// What a server needs of the environment; a model provider's key is not among it.
const PASSED_ON = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'SystemRoot',
  'LOCALAPPDATA',
  'APPDATA',
  'LANG',
];

/**
 * Starts a server that outlives us: a process group of its own, no stream shared. Not yet ready when this returns.
 */
export async function startServer(
  binary: string,
  port: number,
  files: ServerFiles,
): Promise<ProcessIdentity> {
  const log = openSync(files.log, logMode(files.log), 0o600);
  try {
    const start = () =>
      spawn(binary, serverArguments(port, files), {
        cwd: files.folder,
        env: Object.fromEntries(
          PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
        ),
        detached: true,
        stdio: ['ignore', log, log],
        windowsHide: true,
      });
    const child = withPrivateFiles(start);
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    const identity = await identifyProcess(child.pid ?? -1);
    if (identity === null) throw new Error(`The Temporal server ended at once. ${await readLogTail(files)}`);
    return identity;
  } finally {
    closeSync(log);
  }
}

/**
 * The server makes its database itself, and takes one that is there for a finished one: only the mask that it inherits
 * keeps its files private. A thread cannot set it, and does without; the folder is private too.
 */
function withPrivateFiles<T>(start: () => T): T {
  if (!isMainThread) return start();
  const before = process.umask(0o077);
  try {
    return start();
  } finally {
    process.umask(before);
  }
}

// Without the first two values each step of a workflow takes 100 ms; with the pragmas a commit costs no flush to disk, and
// the death of the process, though not of the machine, still loses nothing.
function serverArguments(port: number, files: ServerFiles): readonly string[] {
  return [
    'server',
    'start-dev',
    '--headless',
    `--ip=${LOOPBACK}`,
    `--port=${port}`,
    `--db-filename=${files.database}`,
    '--dynamic-config-value=history.transferProcessorMaxPollRPS=2000',
    '--dynamic-config-value=history.timerProcessorMaxPollRPS=2000',
    '--sqlite-pragma=journal_mode=wal',
    '--sqlite-pragma=synchronous=1',
    '--log-level=warn',
    '--log-format=json',
  ];
}

/** Ends a server: politely, then by force. Returns when it is gone. */
export async function endServer(server: ProcessIdentity): Promise<void> {
  if (!(await signalProcess(server, 'SIGTERM'))) return;
  if (await isGoneWithin(server, TERM_PATIENCE_MS)) return;
  await signalProcess(server, 'SIGKILL');
  if (await isGoneWithin(server, KILL_PATIENCE_MS)) return;
  throw new Error(`The Temporal server, pid ${server.pid}, was killed but is still there. End it by hand.`);
}

async function isGoneWithin(server: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (await isRunning(server)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** The last lines of the server's log, for a message. */
export async function readLogTail(files: ServerFiles): Promise<string> {
  const lines = (await readFile(files.log, 'utf8')).trimEnd().split('\n').slice(-LOG_TAIL_LINES);
  return `Its log ${files.log} ends with:\n${lines.join('\n')}`;
}

function logMode(path: string): 'a' | 'w' {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size > LOG_LIMIT_BYTES ? 'w' : 'a';
}
