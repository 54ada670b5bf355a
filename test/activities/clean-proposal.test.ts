import { expect, test } from 'vitest';
import { cleanProposal } from '../../activities/proposer/clean-proposal.ts';

test.each([
  ['Instruction: Sort the ticket.', 'Sort the ticket.'],
  ['Instructions: Sort the ticket.', 'Sort the ticket.'],
  ['Proposed Instruction: Sort the ticket.', 'Sort the ticket.'],
  ['**Improved instruction:** Sort the ticket.', 'Sort the ticket.'],
  ['__New Instructions__: Sort the ticket.', 'Sort the ticket.'],
  ['  final instruction :\nSort the ticket.  ', 'Sort the ticket.'],
])('the label of %j is removed', (text, clean) => {
  expect(cleanProposal(text)).toBe(clean);
});

test.each([
  ['"Sort the ticket."', 'Sort the ticket.'],
  ['“Sort the ticket.”', 'Sort the ticket.'],
  ['«Sort the ticket.»', 'Sort the ticket.'],
  ['`Sort the ticket.`', 'Sort the ticket.'],
  ['Instruction: "Sort the ticket."', 'Sort the ticket.'],
])('the quotes around all of %j are removed', (text, clean) => {
  expect(cleanProposal(text)).toBe(clean);
});

test.each([
  'Answer in this form: one word.',
  'Given a ticket: choose a category.',
  '"Billing" and "bug" differ: read twice.',
  'Say "yes" or "no".',
  'Follow the instruction: be brief.',
  '"',
  '',
])('%j is left as it is', (text) => {
  expect(cleanProposal(text)).toBe(text);
});
