import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { artifactsFolder, databaseFile } from '../../stores/home.ts';
import { describeRuns } from '../run/run-harness.ts';
import { anonymous, command, repeated, worldOf, type World } from './small-run.ts';

/** Late enough that the search has begun, with instructions and demonstrations as artifacts. */
const IN_THE_SEARCH = 20;

describeRuns('a run whose files were damaged', (open, { address }) => {
  const freshWorld = async () => worldOf(await open(), address);

  /** The run's folder; there is only one run. */
  const runFolder = ({ home, name }: World) => {
    const [hash = ''] = readdirSync(join(home, 'runs', name));
    return join(home, 'runs', name, hash);
  };

  /** A world whose run was left by its only worker at the given request. */
  const leftAt = async (request: number) => {
    const world = await freshWorld();
    const leaving = new AbortController();
    const reached = world.model.holdFrom(request);
    const running = command(world, { signal: leaving.signal });
    await reached;
    leaving.abort();
    world.model.release();
    await expect(running).rejects.toMatchObject({ name: 'Detached' });
    return world;
  };

  test.concurrent.each([['result.json'], ['program.json'], ['result.json and program.json']])(
    '%s of a finished run: the same command makes it again without a model call, and keeps the damaged one',
    async (which) => {
      const world = await freshWorld();
      const program = await command(world);
      const requests = world.model.stats().requests;
      const files = which.split(' and ').map((name) => join(runFolder(world), name));
      for (const file of files) truncateSync(file, 100);
      expect(await command(world)).toBe(program);
      expect(world.model.stats().requests).toBe(requests);
      for (const file of files) {
        const kept = readdirSync(runFolder(world)).filter((name) =>
          join(runFolder(world), name).startsWith(`${file}.damaged-`),
        );
        expect([existsSync(file), kept.length]).toEqual([true, 1]);
      }
      expect(readFileSync(join(runFolder(world), 'program.json'), 'utf8')).toBe(program);
    },
  );

  test.concurrent(
    'a store whose header was overwritten while nobody had it open: the run ends in the same program',
    async () => {
      const calm = await freshWorld();
      const world = await leftAt(IN_THE_SEARCH);
      const bytes = readFileSync(databaseFile(world.home));
      bytes.fill(0xab, 0, 100);
      writeFileSync(databaseFile(world.home), bytes);
      const program = await command(world);
      expect(anonymous(program, world)).toBe(anonymous(await command(calm), calm));
      expect(readdirSync(world.home).some((name) => name.startsWith('responses.sqlite.damaged-'))).toBe(true);
      expect(repeated(world.model)).toBeLessThanOrEqual(IN_THE_SEARCH);
    },
  );

  test.concurrent(
    'artifacts: the run is blocked with the path, and started anew it repeats no call',
    async () => {
      const world = await leftAt(IN_THE_SEARCH);
      const folder = artifactsFolder(world.home);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.json'),
      );
      for (const name of files) writeFileSync(join(folder, name), '{}');
      await expect(command(world)).rejects.toMatchObject({
        name: 'RunBlocked',
        reason: { failure: 'StoreFailed', message: expect.stringContaining(`${folder}/`) },
      });
      await command(world, { again: true });
      expect(repeated(world.model)).toBe(0);
    },
  );
});
