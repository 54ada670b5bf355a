import { closeSync, openSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import type { Rng } from '../../../optimizer/rng.ts';
import { databaseFile } from '../../../stores/home.ts';
import { unless } from '../../evidence/violation.ts';
import { IN_FLIGHT, type Arena } from '../arena.ts';
import type { ChaosFault } from '../fault.ts';

const RESTART_AFTER_MS = 500;
const LOCKED_MS = 14_000;

type Damage = (file: string, chance: Rng) => void;

const DAMAGES: Readonly<Record<string, Damage>> = {
  'header overwritten': (file) => overwrite(file, 0, Buffer.alloc(100, 7)),
  'middle page overwritten': (file) => {
    const middle = Math.floor(statSync(file).size / 2 / 4_096) * 4_096;
    overwrite(file, middle, Buffer.alloc(4_096, 7));
  },
  'cut to a half': (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
  'one bit of a value': (file, chance) => {
    const content = readFileSync(file);
    const places = placesOf(content, 'category ##');
    const at = (places[chance.below(Math.max(1, places.length))] ?? 0) + 3;
    overwrite(file, at, Buffer.from([(content[at] ?? 0) ^ 1]));
  },
};

/**
 * Answers, calls and scores lie in one file. What is lost is paid for again and its account is gone: I1, I4 and I5 speak
 * of that; what was set aside stays on purpose, I9. The program must be the same, since no wrong answer may be served.
 */
export const storeDamaged: ChaosFault = {
  id: 'R22',
  title: 'the store is damaged while its worker is down, or locked',
  scaled: 'locked for 14 s instead of 60 s',
  variants: [...Object.keys(DAMAGES), 'locked'],
  waives: ['I1', 'I4', 'I5', 'I9'],
  inject: async (arena) => {
    await arena.untilShare(arena.shareBetween(0.4, 0.8));
    const file = databaseFile(arena.crew.home);
    if (arena.variant === 'locked') await lock(file);
    else await damage(arena, file);
  },
  judge: ({ arena: { variant }, evidence: { leftovers } }) => {
    const aside = leftovers.files.filter((path) => /\.damaged-\d+/.test(path)).length;
    const mustBe = variant !== 'locked' && variant !== 'one bit of a value';
    return [
      ...unless(aside > 0 || !mustBe, 'the damaged file was not kept', {}),
      ...unless(leftovers.processes.length === 0, 'processes are left over', {}),
    ];
  },
};

async function damage(arena: Arena, file: string): Promise<void> {
  arena.wound(IN_FLIGHT);
  await arena.crew.strike('worker');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  DAMAGES[arena.variant]?.(file, arena.chance);
  await wait(RESTART_AFTER_MS);
  arena.crew.bringBack('worker');
}

async function lock(file: string): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE');
  await wait(LOCKED_MS);
  database.exec('ROLLBACK');
  database.close();
}

function overwrite(file: string, at: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

function placesOf(content: Buffer, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = content.indexOf(text); at !== -1; at = content.indexOf(text, at + 1)) places.push(at);
  return places;
}
