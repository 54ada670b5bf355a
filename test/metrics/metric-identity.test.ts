import { expect, test } from 'vitest';
import { exactMatch } from '../../metrics/exact-match.ts';
import { judge } from '../../metrics/judge.ts';
import { metricIdentity } from '../../metrics/metric-identity.ts';

test('two metrics of one factory differ by what they were made from', () => {
  expect(metricIdentity(exactMatch('label'))).not.toBe(metricIdentity(exactMatch('ticket')));
  expect(metricIdentity(judge({ rubric: 'a' }))).not.toBe(metricIdentity(judge({ rubric: 'b' })));
});

test('the same metric made twice is the same metric', () => {
  expect(metricIdentity(exactMatch('label'))).toBe(metricIdentity(exactMatch('label')));
});

test("a metric of the user's own is known by its source text", () => {
  const mine = () => true;
  expect(metricIdentity(mine)).toBe('() => true');
});
