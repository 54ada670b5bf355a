import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeRuns } from '../run/run-harness.ts';
import { everyKind } from './every-kind.ts';
import { tryPoints, type Kind } from './kind.ts';
import { worldOf } from './small-run.ts';
import { startCommand } from './start-command.ts';

/** Many runs side by side, on a machine that may have other things to do. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** A sample of each kind; `npm run test:crash-points` tries every point and takes some minutes. */
const SAMPLED: readonly (readonly [kind: string, stride: number])[] = [
  ['model call: worker killed during it', 23],
  ['history event: a fresh worker takes over', 40],
  ['workflow task: done again over finished stores', 13],
  ['model call: answer cut off', 12],
  ['model call: outage until the activity fails', 12],
  ['model call: key refused', 12],
  ['cache write: disk full', 12],
  ['cache write: disk full at its commit', 12],
  ['score write: disk full', 12],
  ['file write: disk full in its middle', 9],
];

describeRuns('after a fault the run comes to the same program, byte for byte:', (open, { address }) => {
  let kinds: readonly Kind[] = [];
  let remove = () => {};

  beforeAll(async () => {
    ({ kinds, remove } = await everyKind({ address, open }));
  });
  afterAll(() => remove());

  test('every kind of crash point is sampled here', () => {
    expect(kinds.map(({ name }) => name).toSorted()).toEqual(SAMPLED.map(([name]) => name).toSorted());
  });

  test.concurrent.each(SAMPLED)('%s, every %ith point', async (name, stride) => {
    const kind = kinds.find((each) => each.name === name);
    if (kind === undefined) throw new RangeError(`There is no kind of crash point named "${name}".`);
    const { points, covered, failures } = await tryPoints(kind, { stride, atOnce: 2 });
    process.stderr.write(`\ncrash points, ${name}: ${covered} of ${points} (every ${stride}th)\n`);
    expect(failures).toEqual([]);
  });

  test.concurrent(
    'two processes that start the same run at the same instant share it, and both print its program',
    async () => {
      const world = worldOf(await open(), address);
      const [one, other] = [startCommand(world), startCommand(world)];
      const programs = await Promise.all([one.ended, other.ended]);
      expect(programs[0]).toContain('"metadata"');
      expect(programs[1]).toBe(programs[0]);
      const query = `WorkflowId STARTS_WITH "mipro/${world.name}/"`;
      expect((await world.client.workflow.count(query)).count).toBe(1);
    },
  );
});
