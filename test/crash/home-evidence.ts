import { gatherEvidence } from '../evidence/gather-evidence.ts';
import type { Evidence, NamedText } from '../evidence/evidence.ts';
import { readLeftovers } from '../evidence/read-leftovers.ts';
import type { JournalEntry } from '../../lm/practice/journal.ts';
import { withServerOf } from './home-server.ts';

export interface HomeParts {
  readonly home: string;
  readonly binary: string;
  readonly journal: readonly JournalEntry[] | string;
  readonly logs: readonly NamedText[];
}

/** The evidence in a home whose processes have all ended: what they left is looked for before its server runs again. */
export async function evidenceOfHome({ home, binary, journal, logs }: HomeParts): Promise<Evidence> {
  const leftovers = await readLeftovers(home);
  return withServerOf({ home, binary }, (client) =>
    gatherEvidence({ home, client, journal, logs, leftovers }),
  );
}
