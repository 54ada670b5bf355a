import { afterEach, expect, test } from 'vitest';
import { pendingText } from '../../client/show/champion-text.ts';
import { print, printJson, say } from '../../client/show/print.ts';
import { resultText } from '../../client/show/result-text.ts';
import { openScreen } from '../../client/show/screen.ts';
import { tellError } from '../../client/run-and-tell.ts';
import { InvalidRequest } from '../../domain/errors.ts';
import { plain, plainJson } from '../../domain/plain-text.ts';
import { inspectHistory } from '../../lm/inspect-history.ts';
import { LM } from '../../lm/lm.ts';
import { Predict } from '../../program/predict.ts';

/** What a model or a row might say to a terminal. */
const CORPUS: readonly (readonly [string, string])[] = [
  ['moves the cursor', '\u001b[2J\u001b[H'],
  ['sets a colour', '\u001b[31m'],
  ['sets the title', '\u001b]0;title\u0007'],
  ['makes a link that goes elsewhere', '\u001b]8;;http://evil.example\u0007good.example\u001b]8;;\u0007'],
  ['writes to the clipboard', '\u001b]52;c;cm0gLXJmIH4=\u0007'],
  ['does so with 8-bit controls', '\u009b2J\u009d52;c;eA==\u009c'],
  ['asks the terminal to answer', '\u001b[6n\u0005'],
  ['writes over the line', 'safe\rrm -rf\b\b'],
  ['turns the direction of writing', '\u202egnp.exe\u2066x\u2069\u200f\u061c'],
  ['ends the line for some', 'a\u2028b\u2029c\u0085d'],
  ['deletes', '\u007f\u0000'],
];

const COMMANDS = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;
const hasCommand = (text: string) => COMMANDS.test(text.replaceAll('\n', '').replaceAll('\t', ''));

const write = process.stdout.write;
const writeError = process.stderr.write;
afterEach(() => {
  process.stdout.write = write;
  process.stderr.write = writeError;
});

/** What is written to either stream meanwhile. */
function heard(work: () => void): string {
  const said: string[] = [];
  const hear = ((chunk: string) => said.push(chunk) > 0) as typeof write;
  process.stdout.write = hear;
  process.stderr.write = hear;
  work();
  return said.join('');
}

function resultOf(text: string): string {
  const winner = new Predict('ticket -> label', { instructions: text });
  winner.demos = [{ ticket: text, label: text }];
  const usage = { lmCalls: 1, cachedCalls: 0, promptTokens: 1, completionTokens: 1, costUsd: 0 };
  return resultText(
    {
      stoppedBecause: 'completed',
      baseline: 0,
      best: 1,
      test: { baseline: null, best: null },
      usage,
      usageLines: [],
      wallMs: 1,
      notes: [],
      problems: {},
    } as never,
    winner,
  );
}

function pendingOf(text: string): string {
  const change = {
    predictor: 'self',
    before: { instructions: 'old', demos: 0 },
    after: { instructions: text, demos: 1 },
  };
  const report = { task: 'a', nightId: 'n', decision: null };
  return pendingText({ report, changes: [change] } as never).join('\n');
}

test.each(CORPUS)('a text that %s loses what does it, wherever people see it', (_what, text) => {
  expect(hasCommand(text)).toBe(true);
  const views = {
    plain: plain(text),
    result: resultOf(text),
    pending: pendingOf(text),
    print: heard(() => print(text)),
    say: heard(() => say(text)),
    screen: heard(() => openScreen().line(text)),
    error: heard(() => tellError(new InvalidRequest(`Got ${text}.`))),
  };
  for (const [view, seen] of Object.entries(views)) expect(hasCommand(seen), view).toBe(false);
});

test.each(CORPUS)('JSON holds a text that %s whole, and harmless', (_what, text) => {
  const line = heard(() => printJson({ text }));
  expect(hasCommand(line)).toBe(false);
  expect(JSON.parse(line)).toEqual({ text });
  expect(plainJson({ [text]: 1 })).not.toMatch(COMMANDS);
});

test('lines, tabs and any other writing stay', () => {
  const text = 'a\tb\nдом 家 🏡 e\u0301 עברית';
  expect(plain(text)).toBe(text);
});

test('the history of calls is shown without what a prompt or an answer says to the terminal', async () => {
  await new LM('practice/x').complete({ messages: [{ role: 'user', content: 'a\u001b]52;c;eA==\u0007b' }] });
  const said: string[] = [];
  const { log } = console;
  console.log = (text: string) => void said.push(text);
  inspectHistory(1);
  console.log = log;
  expect(said.join('')).toContain('52;c;');
  expect(hasCommand(said.join(''))).toBe(false);
});
