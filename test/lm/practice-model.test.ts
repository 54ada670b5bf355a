import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  CATEGORIES,
  CATEGORY,
  JUDGE,
  LEARN,
  PRIORITIES,
  PRIORITY,
  TICKETS,
  accuracy,
  ask,
  balancedDemos,
  rowsOf,
  triageScore,
} from './ticket-prompts.ts';
import type { Row } from './ticket-prompts.ts';

const NAMED = {
  category: `Choose one of ${CATEGORIES.join(', ')}.`,
  priority: `Choose one of ${PRIORITIES.join(', ')}.`,
};

const TOLD = {
  category:
    'billing: charged, invoice, refund, payment, card, plan\nbug: crash, error, freezes, update, restart\n' +
    'account: login, password, profile, email, user\nshipping: parcel, package, courier, delivery, tracking\n' +
    'feature: add, option, support, love\nother: company, contact, office',
  priority:
    'Use low when it can wait, is minor, there is no rush or no hurry, or they are curious. Use high when they escalate, ' +
    'are frustrated, blocked, unresolved, or customers are waiting. Use urgent for an emergency, when all is down or ' +
    'standing still, what is critical or must happen immediately or within the hour. Otherwise answer normal.',
};

/** Every demo gets the answer of the next one that has another. */
function withWrongLabels(demos: readonly Row[], output: string): Row[] {
  return demos.map((demo, i) => {
    const others = [...demos.slice(i), ...demos].filter((other) => other[output] !== demo[output]);
    return { ...demo, [output]: others[0]?.[output] ?? '' };
  });
}

describe('on the bundled tickets', () => {
  const bare = triageScore({}, {});

  test('an untaught model is mediocre', () => {
    expect(bare).toBeGreaterThan(0.38);
    expect(bare).toBeLessThan(0.6);
  });

  test('naming the labels in the instruction raises the score', () => {
    const named = triageScore({ instruction: NAMED.category }, { instruction: NAMED.priority });
    expect(named).toBeGreaterThan(bare + 0.02);
  });

  test('cue words beside the labels raise it above 80 %', () => {
    expect(triageScore({ instruction: TOLD.category }, { instruction: TOLD.priority })).toBeGreaterThan(0.8);
  });

  test('good demos and a good instruction together stay above 80 %', () => {
    const category = { instruction: TOLD.category, demos: balancedDemos('category', 8) };
    const priority = { instruction: TOLD.priority, demos: balancedDemos('priority', 8) };
    expect(triageScore(category, priority)).toBeGreaterThan(0.8);
  });

  test('more good demos raise the score', () => {
    const scores = [0, 4, 12, 24].map((count) =>
      triageScore({ demos: balancedDemos('category', count) }, { demos: balancedDemos('priority', count) }),
    );
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(scores.at(-1)).toBeGreaterThan(bare + 0.1);
  });

  test.each([4, 8, 16])('wrong labels on %i demos lower the score', (count) => {
    const [category, priority] = [balancedDemos('category', count), balancedDemos('priority', count)];
    const right = triageScore({ demos: category }, { demos: priority });
    const wrong = triageScore(
      { demos: withWrongLabels(category, 'category') },
      { demos: withWrongLabels(priority, 'priority') },
    );
    expect(wrong).toBeLessThan(right - 0.04);
  });

  test('labels that mean nothing are learned from demos alone', () => {
    const nonsense = ['zib', 'wex', 'dorp', 'quan', 'mele', 'tuf'];
    const rename = (row: Row): Row => ({
      ...row,
      category: nonsense[CATEGORIES.indexOf(row['category'] ?? '')] ?? '',
    });
    const question = { ...CATEGORY, options: nonsense };
    const rows = rowsOf(JUDGE).map(rename);
    const taught = accuracy({ ...question, demos: rowsOf(LEARN).slice(0, 48).map(rename) }, rows);
    expect(accuracy(question, rows)).toBeLessThan(0.3);
    expect(taught).toBeGreaterThan(0.5);
  });
});

test('the code knows none of the words by which the tickets are told apart', () => {
  const folder = new URL('../../lm/practice/', import.meta.url);
  const source = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8').toLowerCase());
  for (const word of [
    'invoice',
    'refund',
    'courier',
    'parcel',
    'password',
    'crash',
    'ticket',
    'escalate',
    'shipping',
  ])
    expect(source.join('\n')).not.toMatch(new RegExp(`\\b${word}`));
});

test('the tickets are at least 360, all different, and every label is known', () => {
  expect(TICKETS.length).toBeGreaterThanOrEqual(360);
  expect(new Set(TICKETS.map(({ ticket }) => ticket)).size).toBe(TICKETS.length);
  expect(new Set(TICKETS.map(({ category }) => category))).toEqual(new Set(CATEGORIES));
  expect(new Set(TICKETS.map(({ priority }) => priority))).toEqual(new Set(PRIORITIES));
});

describe('sampling', () => {
  const row = rowsOf(JUDGE)[3] ?? {};

  test('equal messages, temperature and seed give equal answers', () => {
    const answers = Array.from({ length: 5 }, () => ask(PRIORITY, row, { temperature: 1, seed: 4 }));
    expect(new Set(answers).size).toBe(1);
  });

  test('without a temperature the seed changes nothing', () => {
    const rows = rowsOf(JUDGE);
    expect(rows.map((each) => ask(CATEGORY, each, { seed: 1 }))).toEqual(
      rows.map((each) => ask(CATEGORY, each, { seed: 2 })),
    );
  });

  test('with a temperature another seed changes some answers', () => {
    const rows = rowsOf(JUDGE);
    const drawn = (seed: number) => rows.map((each) => ask(CATEGORY, each, { temperature: 1, seed }));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  test('what was answered before does not change an answer', () => {
    const first = ask(CATEGORY, row);
    for (const other of rowsOf(LEARN)) ask({ ...CATEGORY, demos: [other] }, other);
    expect(ask(CATEGORY, row)).toBe(first);
  });
});
