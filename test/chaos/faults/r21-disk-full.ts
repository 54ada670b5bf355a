import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { IN_FLIGHT } from '../arena.ts';
import { problemsOf } from '../problems-of.ts';
import { countRequests } from '../../evidence/request-counts.ts';
import { unless } from '../../evidence/violation.ts';
import type { ChaosFault } from '../fault.ts';

const SIZE = '96m';
const FULL_MS = 6_000;
const CHUNK = Buffer.alloc(64 * 1_024);

/** The whole home, the Temporal server's file too, on a file system of its own that someone fills and clears again. */
export const diskFull: ChaosFault = {
  id: 'R21',
  title: 'the disk with everything on it is full for a while',
  scaled: '6 s',
  crew: ({ atEnd }) => ({
    prepare: ({ home }) => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'tmpfs', home]);
      const unmount = () => void execFileSync('umount', ['--lazy', home]);
      // After Ctrl-C nobody else would.
      process.once('exit', unmount);
      atEnd(() => {
        process.off('exit', unmount);
        unmount();
      });
      return Promise.resolve({});
    },
  }),
  inject: async (arena) => {
    const { crew, notes } = arena;
    await arena.untilShare(arena.shareBetween(0.1, 0.7));
    // Answers under way are used and cannot be settled: the account has them as those of a killed worker.
    arena.wound(IN_FLIGHT);
    const before = crew.model.stats().uniqueRequests;
    const until = performance.now() + FULL_MS;
    // Whatever is freed meanwhile, by a log that is cut for one, is taken at once.
    for (let file = 0; performance.now() < until; file += 1) {
      fill(join(crew.home, `ballast-${file}`), crew.home);
      await wait(50);
    }
    notes.set('new questions meanwhile', crew.model.stats().uniqueRequests - before);
    for (let file = 0; file < FULL_MS; file += 1) rmSync(join(crew.home, `ballast-${file}`), { force: true });
    arena.wound(0);
  },
  judge: ({ evidence }) => {
    const { repeats } = countRequests(evidence.requests, { atOnceMs: 0 });
    return [
      ...unless(problemsOf(evidence) === 0, 'a full disk became a score', {}),
      ...unless(repeats === 0, 'paid answers were lost', { repeats }),
    ];
  },
};

function fill(file: string, home: string): void {
  const { bavail, bsize } = statfsSync(home);
  const chunks = Math.ceil((bavail * bsize) / CHUNK.length);
  try {
    for (let chunk = 0; chunk < chunks; chunk += 1) writeFileSync(file, CHUNK, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
