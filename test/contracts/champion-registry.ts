import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ChampionRegistry } from '../../domain/champion.ts';
import { nextLook } from '../../optimizer/promotion/alpha-budget.ts';
import { GATE_DEFAULTS } from '../../optimizer/promotion/gate-options.ts';
import { takeLook } from '../../optimizer/promotion/take-look.ts';
import { rollBack } from '../../stores/roll-back.ts';
import { promotionOf } from './a-promotion.ts';

/** A place where champions are kept. */
export interface RegistryDriver {
  readonly kind: 'file' | 'postgres';
  /** A folder, or where the server is: what another process needs to open the same store. */
  readonly place: string;
  /** A registry of its own on that store, as another process would have. */
  open(): ChampionRegistry;
}

const RACES = 20;

/** What every registry of champions does. */
export function describeChampionRegistry(name: string, makeDriver: () => Promise<RegistryDriver>): void {
  describe(`the ${name} champion registry`, () => {
    let driver: RegistryDriver;
    let registry: ChampionRegistry;
    let tasks = 0;
    const newTask = (): string => `task-${(tasks += 1)}`;
    beforeAll(async () => {
      driver = await makeDriver();
      registry = driver.open();
    });

    it('has no champion, no history and no looks of a task it never saw', async () => {
      expect(await registry.current('unseen')).toBeNull();
      expect(await registry.currentVersion('unseen')).toBe(0);
      expect(await registry.version('unseen', 1)).toBeNull();
      expect(await registry.history('unseen')).toEqual([]);
      expect(await registry.looks('unseen')).toEqual([]);
    });

    it('gives back what was promoted, the program byte for byte', async () => {
      const task = newTask();
      const { expectedVersion: _, ...promotion } = promotionOf(task);
      await registry.promote(promotionOf(task));
      const champion = await driver.open().current(task);
      expect(champion).toMatchObject({ ...promotion, schema: 1, version: 1 });
      expect(champion?.programSha256).toMatch(/^[0-9a-f]{64}$/);
    });

    it('numbers versions without gaps and lists them oldest first, without programs', async () => {
      const task = newTask();
      for (const expectedVersion of [0, 1, 2]) {
        await registry.promote(
          promotionOf(task, { expectedVersion, promotionId: `night-${expectedVersion}` }),
        );
      }
      const history = await registry.history(task);
      expect(history.map(({ version, promotionId }) => [version, promotionId])).toEqual([
        [1, 'night-0'],
        [2, 'night-1'],
        [3, 'night-2'],
      ]);
      expect(history.some((entry) => 'program' in entry)).toBe(false);
      expect(await registry.currentVersion(task)).toBe(3);
    });

    it.each([0, 2, 7])(
      'supersedes a promotion that expects version %i when 1 is in use',
      async (expectedVersion) => {
        const task = newTask();
        await registry.promote(promotionOf(task));
        const late = promotionOf(task, { expectedVersion, promotionId: 'late', program: '{}' });
        expect(await registry.promote(late)).toEqual({ kind: 'superseded', currentVersion: 1 });
        expect((await registry.current(task))?.promotionId).toBe('night-1');
        expect(await registry.history(task)).toHaveLength(1);
      },
    );

    it('knows an attempt that is repeated, even after another version has come', async () => {
      const task = newTask();
      const first = await registry.promote(promotionOf(task));
      expect(await driver.open().promote(promotionOf(task))).toEqual(first);
      await registry.promote(promotionOf(task, { expectedVersion: 1, promotionId: 'night-2' }));
      expect(await registry.promote(promotionOf(task))).toEqual(first);
      expect(await registry.history(task)).toHaveLength(2);
    });

    it.each(['', 'You sort', '[]', 'null'])('refuses a program that is no saved one: %j', async (program) => {
      const task = newTask();
      await expect(registry.promote(promotionOf(task, { program }))).rejects.toMatchObject({
        name: 'InvalidRequest',
        message: `The program to promote for the task ${task} must be the text of a saved program: a JSON object. Nothing was changed.`,
      });
      expect(await registry.currentVersion(task)).toBe(0);
    });

    it('rolls back by a new version with the old program', async () => {
      const task = newTask();
      await registry.promote(promotionOf(task));
      await registry.promote(
        promotionOf(task, { expectedVersion: 1, promotionId: 'night-2', program: '{"b":1}' }),
      );
      const back = { task, toVersion: 1, promotedBy: { kind: 'person', name: 'Ada' }, nowMs: 5 } as const;
      const order = { ...back, reason: 'It answers too long.', promotionId: 'by-hand' };
      const outcome = await rollBack(registry, { ...order, expectedVersion: 2 });
      expect(outcome).toMatchObject({ kind: 'promoted', champion: { version: 3, rollbackOf: 1 } });
      const champion = await registry.current(task);
      expect(champion?.program).toBe(promotionOf(task).program);
      expect(champion).toMatchObject({
        promotedBy: back.promotedBy,
        reasons: [order.reason],
        promotedAtMs: 5,
      });
      const late = rollBack(registry, { ...order, expectedVersion: 2, promotionId: 'second' });
      expect(await late).toEqual({ kind: 'superseded', currentVersion: 3 });
    });

    it('refuses to go back to a version that is not there, and says which are', async () => {
      const task = newTask();
      await registry.promote(promotionOf(task));
      await registry.promote(promotionOf(task, { expectedVersion: 1, promotionId: 'night-2' }));
      const back = { task, toVersion: 9, expectedVersion: 2, reason: 'x', promotionId: 'p', nowMs: 5 };
      await expect(
        rollBack(registry, { ...back, promotedBy: { kind: 'person', name: 'Ada' } }),
      ).rejects.toThrow(`The task ${task} cannot go back to version 9: older versions are 1.`);
    });

    it('adds a look once, and gives the one it has when the same night asks again', async () => {
      const task = newTask();
      const first = nextLook([], GATE_DEFAULTS, { lookId: 'night-1', nowMs: 1000 });
      expect(await registry.addLook(task, first)).toEqual({ kind: 'added', look: first });
      const again = { ...first, number: 2, alpha: 0.5 };
      expect(await driver.open().addLook(task, again)).toEqual({ kind: 'added', look: first });
      const other = { ...first, lookId: 'night-2' };
      expect(await registry.addLook(task, other)).toEqual({ kind: 'superseded', lastNumber: 1 });
      expect(await registry.addLook(task, { ...other, number: 2 })).toMatchObject({ kind: 'added' });
      expect((await registry.looks(task)).map(({ number, lookId }) => [number, lookId])).toEqual([
        [1, 'night-1'],
        [2, 'night-2'],
      ]);
    });

    it('lets nights at the same time share what one of them may spend', async () => {
      const wish = { task: newTask(), nowMs: 1_764_000_000_000 };
      const nights = ['a', 'b', 'c', 'd'].map((lookId) =>
        takeLook(driver.open(), GATE_DEFAULTS, { ...wish, lookId }),
      );
      const alphas = (await Promise.all(nights)).map(({ alpha }) => alpha).toSorted((x, y) => x - y);
      expect(alphas).toEqual([0, 0, 0, expect.closeTo((0.05 / 395) * 30, 12)]);
      const numbers = (await registry.looks(wish.task)).map(({ number }) => number);
      expect(numbers).toEqual([1, 2, 3, 4]);
      const again = await takeLook(registry, GATE_DEFAULTS, {
        ...wish,
        lookId: 'a',
        nowMs: wish.nowMs + 1e9,
      });
      expect(alphas).toContain(again.alpha);
    });

    it.each(['../x', '', 'UPPER', 'a/b'])('refuses the task name %j', async (task) => {
      await expect(registry.current(task)).rejects.toThrow("A task's name has 1 to 64 lower-case letters");
      await expect(registry.promote(promotionOf(task))).rejects.toThrow("A task's name has");
    });

    it(`lets exactly one of two processes promote, in ${RACES} races`, async () => {
      const races = Array.from({ length: RACES }, (_, race) => `race-${race}`);
      const [a, b] = await Promise.all([promotingProcess(driver, 'a'), promotingProcess(driver, 'b')]);
      try {
        for (const task of races) {
          const [ofA, ofB] = await Promise.all([a.promote(task), b.promote(task)]);
          expect([ofA, ofB].toSorted()).toEqual(['promoted', 'superseded']);
          const { length, 0: only } = await registry.history(task);
          expect([length, only?.promotionId]).toEqual([1, ofA === 'promoted' ? 'a' : 'b']);
        }
      } finally {
        await Promise.all([a.end(), b.end()]);
      }
    });
  });
}

interface PromotingProcess {
  promote(task: string): Promise<string>;
  end(): Promise<void>;
}

async function promotingProcess({ kind, place }: RegistryDriver, name: string): Promise<PromotingProcess> {
  const script = fileURLToPath(new URL('promoting-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, kind, place, name], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => String((await lines.next()).value);
  expect(await nextLine()).toBe('ready');
  return {
    promote: (task) => {
      child.stdin.write(`${task}\n`);
      return nextLine();
    },
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}
