import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, expect, test } from 'vitest';
import { dataConverter } from '../../workers/compressed-payloads.ts';
import { workflowBundlePath } from '../real-server.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

const HISTORIES = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json') && !name.startsWith('states'))
  .toSorted();

const textOf = (name: string) => readFileSync(`${HERE}${name}`, 'utf8');

/** @throws DeterminismViolationError when the present code would have done something else */
async function replay(json: string): Promise<void> {
  const options = { workflowBundle: { codePath: workflowBundlePath() }, dataConverter };
  await Worker.runReplayHistory(options, historyFromJSON(JSON.parse(json)), 'replayed');
}

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => {}) });
});

test('there are histories of every way a run can go', () => {
  expect(HISTORIES.length).toBeGreaterThanOrEqual(15);
});

test.each(HISTORIES)('the present code goes the way of %s', async (name) => {
  await replay(textOf(name));
});

test.each(HISTORIES)('%s is small and tells nothing of the machine it was recorded on', (name) => {
  const text = textOf(name);
  expect(text.length).toBeLessThan(150_000);
  expect(text).not.toMatch(/\/(home|root|work|Users|tmp)\//);
  expect(text).not.toMatch(/"identity"/);
});

const light = () => textOf(HISTORIES.find((name) => name.endsWith('light.json')) ?? '');

test('a history with another activity in one place is refused', async () => {
  const altered = light().replace('"name":"scoreShard"', '"name":"scoreNothing"');
  expect(altered).not.toBe(light());
  await expect(replay(altered)).rejects.toBeInstanceOf(DeterminismViolationError);
});

test('a history in which the sampler was not asked is refused', async () => {
  await expect(replay(withoutMarkers(light()))).rejects.toBeInstanceOf(DeterminismViolationError);
});

/** Without the sampler's answers. */
function withoutMarkers(json: string): string {
  const history = JSON.parse(json) as { events: { eventType: string; eventId: string }[] };
  const events = history.events.filter(({ eventType }) => eventType !== 'EVENT_TYPE_MARKER_RECORDED');
  return JSON.stringify({ events: events.map((event, index) => ({ ...event, eventId: String(index + 1) })) });
}
