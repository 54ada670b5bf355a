import { afterAll, expect, test } from 'vitest';
import { openChampionRegistry } from '../../client/champions/open-registry.ts';
import { loadChampion } from '../../client/champions/load-champion.ts';
import type { NightReport, Verdict } from '../../domain/night.ts';
import { LM } from '../../lm/lm.ts';
import { eventually, oneStep, tickets } from './lab.ts';
import { closeNights, openNights, progressOf, QUICK_GATE } from './night-lab.ts';
import { describeRuns } from './run-harness.ts';

/** In dollars it takes more than `CAP_USD`. */
const LONG = {
  pruning: false,
  auto: null,
  numTrials: 20,
  numCandidates: 3,
  minibatchSize: 20,
  numThreads: 8,
} as const;
const CAP_USD = 0.18;

describeRuns('a night', (open, { address }) => {
  afterAll(closeNights);

  test.concurrent('promotes what is better, keeps what is not, and skips what it knows', async () => {
    const lab = await open();
    const world = await openNights(lab, { address });
    const first = await world.night();
    expect(first).toMatchObject({ outcome: 'promoted', promotedVersion: 1, basis: { championVersion: 0 } });
    expect(first.usage.lmCalls).toBe(lab.requests());
    const second = await world.night();
    expect(second).toMatchObject({ outcome: 'kept', promotedVersion: null, basis: { championVersion: 1 } });
    expect(second.decision?.test?.championMean).toBe(first.decision?.test?.challengerMean);
    const before = lab.requests();
    const third = await world.night();
    expect(third).toMatchObject({ outcome: 'skipped', run: null });
    expect(lab.requests()).toBe(before);
    expect((await world.reports.list(lab.name)).map(({ outcome }) => outcome)).toEqual([
      'promoted',
      'kept',
      'skipped',
    ]);
    const champion = await loadChampion(lab.name, { registry: await openChampionRegistry(lab) });
    expect(champion.entry).toMatchObject({ version: 1, runId: first.run?.runId, promotionId: first.nightId });
    expect(champion.into(oneStep()).demos.length).toBeGreaterThan(0);
  });

  test.concurrent('begins with the champion as its unchanged program', async () => {
    const lab = await open();
    const world = await openNights(lab, { address });
    const first = await world.night();
    world.setRows(tickets(230));
    const second = await world.night();
    expect(first.run?.best).toBeGreaterThan(first.run?.baseline ?? 1);
    expect(second.run?.baseline).toBeGreaterThan(first.run?.baseline ?? 1);
  });

  test.concurrent('that someone was quicker than changes nothing', async () => {
    const lab = await open();
    const world = await openNights(lab, { address });
    const handle = await world.start();
    await lab.holdAt(150);
    const other = await world.champions.promote({
      task: lab.name,
      program: '{}',
      runId: null,
      expectedVersion: 0,
      scores: { holdout: null, previous: null, rows: 0 },
      dataHash: null,
      promotedBy: { kind: 'person', name: 'Ada' },
      reasons: ['by hand'],
      rollbackOf: null,
      promotedAtMs: 1,
      promotionId: 'by hand',
    });
    expect(other.kind).toBe('promoted');
    lab.hurry();
    expect(await handle.result()).toMatchObject({
      outcome: 'superseded',
      promotedVersion: null,
      reasons: ['Nothing was changed: version 1 came into use while the night compared with version 0.'],
    });
    expect(await world.champions.currentVersion(lab.name)).toBe(1);
  });

  test.concurrent('without an answer in time promotes nothing', async () => {
    const lab = await open();
    const world = await openNights(lab, {
      address,
      nightly: { gate: QUICK_GATE, approval: { timeoutMs: 1 } },
    });
    const report = await world.night();
    expect(report).toMatchObject({ outcome: 'unanswered', verdict: null });
    expect(report.decision?.verdict).toBe('promote');
    expect(await world.champions.currentVersion(lab.name)).toBe(0);
  });

  test.concurrent.each([
    ['approve', 'promoted', 1],
    ['reject', 'rejected', 0],
  ] as const)('that a person answers with %s is %s', async (update, outcome, version) => {
    const lab = await open();
    const nightly = { gate: QUICK_GATE, approval: { timeoutMs: 3_600_000 } };
    const world = await openNights(lab, { address, nightly });
    const handle = await world.start();
    await eventually(async () => (await progressOf(handle)).stage === 'approval');
    await expect(handle.executeUpdate(update, { args: [{ by: ' ', note: '' }] })).rejects.toMatchObject({
      cause: { type: 'InvalidRequest' },
    });
    await handle.executeUpdate(update, { args: [{ by: 'Ada', note: 'looked at ten answers' }] });
    const report = (await handle.result()) as NightReport;
    expect(report).toMatchObject({ outcome, verdict: { by: 'Ada', note: 'looked at ten answers' } });
    expect(await world.champions.currentVersion(lab.name)).toBe(version);
  });

  test.concurrent(
    'whose holdout cannot show the asked gain fails before any call and says how many rows it takes',
    async () => {
      const lab = await open();
      const world = await openNights(lab, { address, nightly: { gate: { ...QUICK_GATE, effect: 0.05 } } });
      await expect(world.night()).rejects.toMatchObject({
        cause: {
          type: 'NightFailed',
          message:
            `The holdout of the task ${lab.name} is too small: 89 holdout rows find a gain of 12.2 points or more with a ` +
            'chance of 80 % at alpha 0.05; to find 5 points takes 527 holdout rows (if they differ on 20 % of the rows). ' +
            'It has 89 rows and needs at least 527, which is about 1318 labelled rows at a share of 0.4. Add rows, raise ' +
            'nightly.split.holdout, or ask for less in nightly.gate.',
        },
      });
      expect(lab.requests()).toBe(0);
      expect(await world.reports.list(lab.name)).toMatchObject([{ outcome: 'failed' }]);
    },
  );

  test.concurrent('looks at slices and further metrics, too', async () => {
    const lab = await open();
    const world = await openNights(lab, {
      address,
      nightly: {
        gate: {
          ...QUICK_GATE,
          guards: [
            { kind: 'slice', name: 'short', maxLoss: 1 },
            { kind: 'metric', name: 'half', floor: 0.9 },
          ],
        },
        slices: (example) => (String(example.inputs()['ticket']).length < 120 ? ['short'] : []),
        metrics: { half: () => 0.5 },
      },
    });
    const report = await world.night();
    expect(report.outcome).toBe('kept');
    expect(report.decision?.guards.map(({ verdict }) => verdict)).toEqual(['holds', 'fails']);
    expect(report.decision?.guards[1]).toMatchObject({ champion: 0.5, challenger: 0.5 });
    expect(report.usage.lmCalls).toBe(lab.requests());
    expect(lab.requests() - lab.model.stats().uniqueRequests).toBeLessThanOrEqual(8);
  });

  test.concurrent(
    'beside another one that reaches promotion with it: one promotes, one is superseded',
    async () => {
      const lab = await open();
      const nightly = { gate: QUICK_GATE, approval: { timeoutMs: 3_600_000 } };
      const world = await openNights(lab, { address, nightly });
      const both = await Promise.all([world.start(), world.start()]);
      for (const handle of both)
        await eventually(async () => (await progressOf(handle)).stage === 'approval');
      const approval: [Verdict] = [{ by: 'Ada', note: '' }];
      await Promise.all(both.map((handle) => handle.executeUpdate('approve', { args: approval })));
      const reports = (await Promise.all(both.map((handle) => handle.result()))) as NightReport[];
      expect(reports.map(({ outcome }) => `${outcome}`).toSorted()).toEqual(['promoted', 'superseded']);
      const winner = reports.find(({ outcome }) => outcome === 'promoted');
      const history = await world.champions.history(lab.name);
      expect(history.map(({ version, promotionId }) => [version, promotionId])).toEqual([
        [1, winner?.nightId],
      ]);
    },
  );

  test.concurrent('whose dollars end in its run has enough left to score the challenger', async () => {
    const lab = await open();
    const price = { inputUsd: 1, outputUsd: 2 };
    const lm = new LM('practice/tickets', { baseUrl: lab.model.url, maxTokens: 200, price });
    const budget = { perNight: { maxCostUsd: CAP_USD } };
    const world = await openNights(lab, {
      address,
      nightly: { gate: QUICK_GATE, budget },
      task: { lm, defaults: LONG },
    });
    const report = await world.night();
    expect(report.run?.stoppedBecause).toBe('budget');
    expect(report.decision?.test?.rows).toBe(report.holdoutRows);
    expect(report.usage.costUsd).toBeLessThanOrEqual(CAP_USD);
  });

  test.concurrent('guards what a call costs and how long it takes, by new calls of both sides', async () => {
    const lab = await open();
    const lm = new LM('practice/tickets', { baseUrl: lab.model.url, price: { inputUsd: 1, outputUsd: 2 } });
    const guards = [
      { kind: 'cost-per-call', maxRatio: 1 },
      { kind: 'latency', maxRatio: 1_000 },
    ] as const;
    const world = await openNights(lab, {
      address,
      nightly: { gate: { ...QUICK_GATE, guards } },
      task: { lm },
    });
    const report = await world.night();
    expect(report.outcome).toBe('kept');
    expect(report.reasons).toEqual([
      expect.stringMatching(
        /^Kept because of the guard cost-per-call: .* before, .* now, allowed is maxRatio 1\.$/,
      ),
    ]);
    const [cost, latency] = report.decision?.guards ?? [];
    expect([cost?.verdict, latency?.verdict]).toEqual(['fails', 'holds']);
    // Its prompt has demonstrations.
    expect(cost?.challenger).toBeGreaterThan(2 * (cost?.champion ?? Infinity));
    expect(latency?.champion).toBeGreaterThan(0);
    expect(report.usage.lmCalls).toBe(lab.requests());
    const askedAgain = lab.requests() - lab.model.stats().uniqueRequests;
    expect(askedAgain).toBeGreaterThanOrEqual(2 * 20);
    expect(askedAgain).toBeLessThanOrEqual(2 * 20 + 8);
  });
});
