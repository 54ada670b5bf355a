import { readFileSync } from 'node:fs';
import type { Canary } from '../evidence/check-options.ts';

const TICKETS = new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url);

/** What the model of a crew asks for, from the environment of its processes. */
export const KEY = 'canary-key-of-the-crew';

/** The last row of the data: in the test set, so that it is asked about and never shown as a demonstration. */
const TICKET = (
  JSON.parse(readFileSync(TICKETS, 'utf8').trim().split('\n').at(-1) ?? '') as { ticket: string }
).ticket;

/** What no history, log, checkpoint or name of a file may hold after a run. */
export const CANARIES: readonly Canary[] = [
  { name: 'the key', text: KEY, mayBeIn: 'nowhere' },
  { name: 'a ticket', text: TICKET, mayBeIn: 'stores' },
];
