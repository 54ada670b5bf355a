import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { serverFiles } from '../../../client/temporal-server/server-files.ts';
import { unless } from '../../evidence/violation.ts';
import { IN_FLIGHT, type Arena } from '../arena.ts';
import type { ChaosFault } from '../fault.ts';

const RESTART_AFTER_MS = 1_000;

function loseData({ crew }: Arena): void {
  const { database } = serverFiles(crew.home);
  for (const file of [database, `${database}-wal`, `${database}-shm`]) rmSync(file, { force: true });
}

const LOSSES: Readonly<Record<string, (arena: Arena) => Promise<void>>> = {
  'with all processes': async (arena) => {
    arena.wound(IN_FLIGHT);
    await arena.crew.strike('everything');
    loseData(arena);
    await wait(RESTART_AFTER_MS);
    arena.crew.bringBack('everything');
  },
  'under their eyes': async (arena) => {
    arena.wound(IN_FLIGHT);
    await arena.crew.strike('server');
    loseData(arena);
    const client = arena.crew.client();
    const code = await client?.ended;
    arena.notes.set('client left with code', code ?? -1);
    arena.notes.set('client said why', Number(/not found|no longer|unknown/i.test(client?.stderr() ?? '')));
    arena.crew.bringBack('client');
  },
};

export const serverDataLost: ChaosFault = {
  id: 'R7',
  title: "the server's data are lost",
  variants: Object.keys(LOSSES),
  inject: async (arena) => {
    await arena.untilShare(arena.shareBetween(0.5, 0.9));
    await LOSSES[arena.variant]?.(arena);
  },
  judge: ({ arena: { notes } }) =>
    unless(notes.get('client said why') !== 0, 'the client left without saying that the run is gone', {}),
};
