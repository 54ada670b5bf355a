import { expect, test } from 'vitest';
import { fieldPrefix } from '../../program/declaration/field-title.ts';

test.each([
  ['question', 'Question:'],
  ['proposed_instruction', 'Proposed Instruction:'],
  ['camelCaseName', 'Camel Case Name:'],
  ['HTMLParser', 'HTML Parser:'],
  ['text2number', 'Text 2 Number:'],
  ['userID2', 'User ID 2:'],
])('%s is saved under the prefix %s', (name, prefix) => {
  expect(fieldPrefix(name)).toBe(prefix);
});
