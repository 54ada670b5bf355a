import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { NightReport } from '../../domain/night.ts';
import { NO_USAGE } from '../../domain/usage.ts';
import { NightReports } from '../../stores/night-reports.ts';
import { freshFolder } from '../real-server.ts';

const report = (nightId: string, startedAtMs: number): NightReport => ({
  schema: 1,
  task: 'triage',
  nightId,
  startedAtMs,
  outcome: null,
  reasons: [],
  basis: null,
  account: null,
  holdoutRows: 0,
  run: null,
  decision: null,
  verdict: null,
  promotedVersion: null,
  usage: NO_USAGE,
  notices: [],
});

test('reports are listed in the order of their nights, the last state of each', async () => {
  const reports = new NightReports(freshFolder('reports'));
  await reports.save(report('later', 86_400_000));
  await reports.save(report('first', 1));
  const ended = { ...report('first', 1), outcome: 'kept' as const };
  await reports.save(ended);
  expect(await reports.list('triage')).toEqual([ended, report('later', 86_400_000)]);
  expect(await reports.list('another')).toEqual([]);
});

test('a damaged report is kept beside its place and counts as none', async () => {
  const home = freshFolder('reports');
  const warnings: string[] = [];
  const reports = new NightReports(home, { warn: (line) => warnings.push(line) });
  await reports.save(report('first', 1));
  const file = reports.fileOf(report('first', 1));
  writeFileSync(file, readFileSync(file, 'utf8').replace('"holdoutRows": 0', '"holdoutRows": 9'));
  expect(await reports.list('triage')).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining(file)]);
  expect(readdirSync(join(home, 'nights', 'triage'))).toEqual([
    expect.stringMatching(/\.json\.damaged-\d+$/),
  ]);
});
