import type { ChaosFault } from '../fault.ts';

export const workerKilled: ChaosFault = {
  id: 'R1',
  title: 'worker killed, started again after 1 s',
  inject: async (arena) => {
    await arena.kill('worker', { share: arena.shareBetween(0.02, 0.45) });
    await arena.kill('worker', { share: arena.shareBetween(0.55, 0.94) });
  },
};
