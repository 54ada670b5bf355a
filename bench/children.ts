import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second. */
const MS_PER_TICK = 10;
const LOOK_EVERY_MS = 50;

/** CPU time of this process's children that have ended, in milliseconds. Null where there is no `/proc`. */
export function childrenCpuMs(): number | null {
  const stat = readOrNull('/proc/self/stat');
  if (stat === null) return null;
  // Behind the name, which may hold anything: the 14th and 15th number are the children's.
  const numbers = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return ((numbers[13] ?? 0) + (numbers[14] ?? 0)) * MS_PER_TICK;
}

/** Looks at this process's living children until it is asked for the most that one of them has held, in megabytes. */
export function watchChildrenMemory(): () => number {
  let peakMb = 0;
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, ...childrenOf(process.pid).map(peakMbOf));
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    return peakMb;
  };
}

function childrenOf(pid: number): string[] {
  const threads = readdirOrNone(`/proc/${pid}/task`);
  return threads.flatMap((thread) => {
    const text = readOrNull(`/proc/${pid}/task/${thread}/children`)?.trim() ?? '';
    return text === '' ? [] : text.split(' ');
  });
}

function peakMbOf(pid: string): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readOrNull(`/proc/${pid}/status`) ?? '') ?? [];
  return Number(kilobytes ?? 0) / 1024;
}

/** A process may end between two looks. */
function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function readdirOrNone(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
