import { unless } from '../../evidence/violation.ts';
import { askedAbout, trainingLines } from '../rows.ts';
import type { ChaosFault } from '../fault.ts';

/** Of a hundred rows. */
const SHARES: Readonly<Record<string, number>> = { '1 %': 1, '10 %': 10, '60 %': 60 };
/** Tries of one attempt, attempts of one cell. */
const MOST_TRIES = 3 * 3;
/** At most; each asks rows of its own accord. */
const DEMO_SETS = 10;

export const poisonRows: ChaosFault = {
  id: 'R28',
  title: 'some rows always bring a broken answer',
  variants: Object.keys(SHARES),
  waives: ['I3'],
  crew: ({ variant }) => {
    const messageMatches = askedAbout((row) => isPoison(row, variant));
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
    await crew.client()?.ended;
  },
  // Whether the provider is well is found out by a question that it has answered before.
  allows: ({ arena: { notes } }) => ({ deliberateRepeats: notes.get('requests spent') ?? 0 }),
  judge: ({ arena: { notes, variant }, evidence: { requests, files } }) => {
    const spent = requests.filter(({ outcome }) => outcome === 'truncated-body').length;
    const candidates = (files.result?.trials.length ?? 0) + 1 + DEMO_SETS;
    const most = MOST_TRIES * candidates * countRows(variant);
    notes.set('scored 0', files.result?.problems['provider-refused-cell'] ?? 0);
    return [
      ...unless(spent <= most, 'poison rows were asked too often', { spent, most }),
      ...unless(variant !== '60 %' || notes.get('stopped and said why') === 1, 'the run went on over it', {}),
    ];
  },
};

function isPoison(row: number, variant: string): boolean {
  return (row * 37) % 100 < (SHARES[variant] ?? 0);
}

function countRows(variant: string): number {
  return trainingLines().filter((_, row) => isPoison(row, variant)).length;
}
