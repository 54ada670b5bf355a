import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithServer } from '../real-server.ts';
import { jsonLines, lastJson, openShop, type Ended, type Shop } from './shop.ts';

const RESULT_KEYS =
  'schema runId status stoppedBecause baseline best test lmCalls cachedCalls costUsd wallMs programFile'.split(
    ' ',
  );

describeWithServer('a run that is finished', ({ address }) => {
  let shop: Shop;
  let first: Ended;
  let result: Record<string, unknown>;

  beforeAll(async () => {
    shop = await openShop({ address });
    first = await shop.run(['optimize', 'task.ts', '--json', '--out', 'best.json']);
    result = lastJson(first);
  });
  afterAll(() => shop.close());

  test('ends with code 0 and prints one object, with every call that the model server counted', () => {
    expect(first.code).toBe(0);
    expect(first.stdout.trim().split('\n')).toHaveLength(1);
    expect(Object.keys(result)).toEqual(RESULT_KEYS);
    expect(result).toMatchObject({ schema: 1, status: 'finished', stoppedBecause: 'completed', test: null });
    expect(result['lmCalls']).toBe(shop.requests());
    expect(String(result['runId'])).toMatch(new RegExp(`^mipro/${shop.task}/[0-9a-f]{12}$`));
  });

  test('has written the program where it was told to', () => {
    expect(result['programFile']).toBe('best.json');
    expect(JSON.parse(readFileSync(join(shop.folder, 'best.json'), 'utf8'))).toHaveProperty('demos');
  });

  test('has told plan, estimate, stages, trials and result on standard error', () => {
    for (const said of [
      'model practice/tickets (http://127.0.0.1:',
      'estimate: 4 trials',
      'plan: 4 trials',
      'baseline: ',
      'trial 4: ',
      'full scoring: ',
      'all planned trials were made',
      'program written to best.json',
    ]) {
      expect(first.stderr).toContain(said);
    }
    expect(first.stderr).not.toContain('[temporal');
  });

  test('gives the same object again, without a call', async () => {
    const before = shop.requests();
    const again = await shop.run(['optimize', 'task.ts', '--json', '--out', 'best.json']);
    expect(lastJson(again)).toEqual(result);
    expect(again.stderr).toContain('No model was called');
    expect(shop.requests()).toBe(before);
  });

  test('is refused, with what changed, once the data are others', async () => {
    const rows = readFileSync(join(shop.folder, 'tickets.jsonl'), 'utf8').split('\n').toReversed();
    shop.file('turned.jsonl', rows.join('\n'));
    const file = shop.file(
      'turned.ts',
      "import task from './task.ts'; export default { ...task, trainset: 'turned.jsonl' };",
    );
    const ended = await shop.run(['optimize', file, '--json']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/TaskChanged: .*changed: trainset\. .*--again/);
  });

  test('that did not beat the baseline ends with code 3 where that was asked for', async () => {
    const { best, baseline } = result as { best: number; baseline: number };
    const ended = await shop.run(['optimize', 'task.ts', '--fail-if-not-better']);
    expect(ended.code).toBe(best > baseline ? 0 : 3);
  });

  test('is listed, shown and told trial by trial', async () => {
    const [runs, show, trials, words] = await Promise.all([
      shop.run(['runs', '--json']),
      shop.run(['show', shop.task, '--json']),
      shop.run(['trials', shop.task, '--json']),
      shop.run(['show', shop.task]),
    ]);
    expect(jsonLines(runs)).toContainEqual({
      runId: result['runId'],
      status: 'completed',
      startedAt: expect.any(String) as string,
    });
    expect(lastJson(show)).toMatchObject({
      schema: 1,
      runId: result['runId'],
      status: 'completed',
      kind: 'finished',
      result: { best: result['best'] },
    });
    expect(jsonLines(trials).filter(({ origin }) => origin === 'startup' || origin === 'model')).toHaveLength(
      4,
    );
    expect(words).toMatchObject({ code: 0, stderr: '' });
    expect(words.stdout).toContain('ended because: completed');
  });

  test('cannot be paused: the order is refused with its state', async () => {
    const ended = await shop.run(['pause', shop.task]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('is not under way (completed): nothing to pause');
  });

  test('starts anew with --again and pays only for what is not stored', async () => {
    const before = shop.requests();
    const ended = await shop.run(['optimize', 'task.ts', '--again', '--json']);
    expect(ended.code).toBe(0);
    expect(lastJson(ended)).toMatchObject({ best: result['best'], lmCalls: 0 });
    expect(shop.requests()).toBe(before);
  });

  test('of a second size makes its task name ambiguous: both are named', async () => {
    await shop.run(['optimize', 'task.ts', '--num-trials', '2']);
    const ended = await shop.run(['show', shop.task]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/AmbiguousRun: .* fits 2 runs: .*beginning of its spec hash/);
  });

  test('is not there under another name', async () => {
    const ended = await shop.run(['show', 'nobody']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/UnknownRun: There is no run nobody\. Known: /);
  });

  test('was estimated from above', async () => {
    const before = shop.requests();
    const ended = await shop.run(['estimate', 'task.ts', '--json']);
    expect(lastJson(ended)['lmCalls']).toBeGreaterThanOrEqual(Number(result['lmCalls']));
    expect(shop.requests()).toBe(before);
  });
});

describeWithServer('a run with a budget', ({ address }) => {
  test('ends with code 5, the best so far, and not a call too many', async () => {
    const shop = await openShop({ address });
    const ended = await shop.run(['optimize', 'task.ts', '--max-calls', '90', '--json']);
    const result = lastJson(ended);
    expect(ended.code).toBe(5);
    expect(result).toMatchObject({ status: 'finished', stoppedBecause: 'budget' });
    expect(shop.requests()).toBeLessThanOrEqual(90);
    expect(result['lmCalls']).toBe(shop.requests());
    expect(existsSync(String(result['programFile']))).toBe(true);
    await shop.close();
  });
});

describeWithServer('a namespace that is not there', ({ address }) => {
  test('ends with code 6, its name and how to make it', async () => {
    const shop = await openShop({ address });
    const ended = await shop.run(['optimize', 'task.ts'], { TEMPORAL_NAMESPACE: 'nowhere' });
    expect(ended.code).toBe(6);
    expect(ended.stderr).toMatch(/NamespaceUnknown: .* no namespace nowhere\. .*namespace create nowhere/);
    await shop.close();
  });
});
