import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { unless } from '../../evidence/violation.ts';
import { IN_FLIGHT } from '../arena.ts';
import type { ChaosFault } from '../fault.ts';

const TASK = fileURLToPath(new URL('../odd-task.ts', import.meta.url));
const SETTLE_MS = 500;

/** A worker with the edited metric must score nothing for the run; one with the old metric goes on. */
export const metricEdited: ChaosFault = {
  id: 'R31',
  title: 'the metric is edited in mid-run and the worker started again',
  crew: ({ props, atEnd }) => ({
    taskFile: TASK,
    prepare: ({ home }) => {
      const edited = `${home}-edited`;
      props.set('edited', edited);
      atEnd(() => rmSync(edited, { force: true }));
      return Promise.resolve({ all: { CREW_EDITED: edited } });
    },
  }),
  inject: async (arena) => {
    const { crew, notes, props } = arena;
    await arena.untilShare(arena.shareBetween(0.3, 0.7));
    arena.wound(IN_FLIGHT);
    await crew.strike('worker');
    await wait(SETTLE_MS);
    const before = crew.model.stats().requests;
    writeFileSync(props.get('edited') as string, '');
    crew.bringBack('worker');
    const client = crew.client();
    await client?.ended;
    notes.set('requests with other code', crew.model.stats().requests - before);
    notes.set('said what changed', Number(/metric/.test(client?.stderr() ?? '')));
    await crew.strike('worker');
    rmSync(props.get('edited') as string);
    crew.bringBack('worker');
    crew.bringBack('client');
  },
  judge: ({ arena: { notes } }) => [
    ...unless(notes.get('requests with other code') === 0, 'edited code worked on the run', {
      requests: notes.get('requests with other code') ?? 0,
    }),
    ...unless(notes.get('said what changed') === 1, 'the client did not say what changed', {}),
  ],
};
