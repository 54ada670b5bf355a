import { unless } from '../../evidence/violation.ts';
import { askedAbout } from '../rows.ts';
import type { ChaosFault } from '../fault.ts';

/** Of a hundred rows. */
const SHARES: Readonly<Record<string, number>> = { '1 %': 1, '10 %': 10, '60 %': 60 };
/** Tries of one attempt, attempts of one cell. */
const MOST_TRIES = 3 * 3;

export const poisonRows: ChaosFault = {
  id: 'R28',
  title: 'some rows always bring a broken answer',
  variants: Object.keys(SHARES),
  waives: ['I3'],
  crew: ({ variant }) => {
    const messageMatches = askedAbout((row) => (row * 37) % 100 < (SHARES[variant] ?? 0));
    return { model: { latencyMs: 10, faults: [{ at: { messageMatches }, kind: 'truncated-body' }] } };
  },
  inject: async (arena) => {
    const { crew, notes } = arena;
    const client = crew.client();
    const code = await client?.ended;
    notes.set('requests spent', crew.model.stats().byOutcome['truncated-body'] ?? 0);
    if (code === 0) return;
    notes.set('stopped and said why', Number(/examples|provider|resume/i.test(client?.stderr() ?? '')));
    arena.setFaults([]);
    arena.wound(0);
    crew.bringBack('client');
  },
  judge: ({ arena: { notes, variant }, evidence: { requests, files } }) => {
    const poisoned = requests.filter(({ outcome }) => outcome === 'truncated-body');
    const cells = new Set(poisoned.map(({ requestHash }) => requestHash)).size;
    notes.set('scored 0', files.result?.problems['provider-refused-cell'] ?? 0);
    return [
      ...unless(poisoned.length <= MOST_TRIES * cells, 'a poison row was asked too often', {
        requests: poisoned.length,
        cells,
      }),
      ...unless(variant !== '60 %' || notes.get('stopped and said why') === 1, 'the run went on over it', {}),
    ];
  },
};
