import { readFileSync } from 'node:fs';

const TICKETS = new URL('../../examples/01-ticket-triage/tickets.jsonl', import.meta.url);
const TEST_ROWS = 120;

const lines = readFileSync(TICKETS, 'utf8').trim().split('\n');

/** The crew's training rows as a file of their own would hold them. */
export function trainingLines(): readonly string[] {
  return lines.slice(0, -TEST_ROWS);
}

/** A pattern for prompts that ask about one of the chosen tickets; those that only show it as a demonstration do not match. */
export function askedAbout(isChosen: (row: number) => boolean): string {
  const chosen = lines.filter((_, row) => isChosen(row)).map((line) => escaped(ticketOf(line)));
  return String.raw`\[\[ ## ticket ## \]\]\n(?:${chosen.join('|')})(?![\s\S]*\[\[ ## ticket ## \]\]\n)`;
}

function ticketOf(line: string): string {
  return (JSON.parse(line) as { ticket: string }).ticket;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
