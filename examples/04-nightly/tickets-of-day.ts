import { fileURLToPath } from 'node:url';
import { Example, loadExamples } from 'durable-mipro';

const TICKETS = fileURLToPath(new URL('../01-ticket-triage/tickets.jsonl', import.meta.url));
const ROWS_ON_FIRST_DAY = 300;

/** The queues that a ticket is in from the second day on: they have changed their names. */
const NEW_NAMES: { readonly [category: string]: string } = {
  account: 'shipping',
  shipping: 'account',
  billing: 'bug',
  bug: 'billing',
};

/**
 * The labelled tickets as they are on a day. On the second day there are more of them, and four queues have
 * swapped their names, for old tickets too. On the third the names are back.
 */
export async function ticketsOfDay(day: number): Promise<Example[]> {
  const rows = await loadExamples(TICKETS, { inputs: ['ticket'] });
  if (day === 1) return rows.slice(0, ROWS_ON_FIRST_DAY);
  return day === 2 ? rows.map(underNewName) : rows;
}

function underNewName(row: Example): Example {
  const { ticket, category } = row.toJSON();
  return new Example({ ticket, category: NEW_NAMES[String(category)] ?? category }).withInputs('ticket');
}
