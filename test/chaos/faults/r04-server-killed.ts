import type { ChaosFault } from '../fault.ts';

export const serverKilled: ChaosFault = {
  id: 'R4',
  title: 'Temporal server killed, started again on its file',
  inject: async (arena) => {
    await arena.kill('server', { share: arena.shareBetween(0.02, 0.45) });
    await arena.kill('server', { share: arena.shareBetween(0.55, 0.94) });
  },
};
