import { afterAll, describe, it } from 'vitest';
import { PostgresChampionRegistry } from '../../stores/postgres-champion-registry.ts';
import { describeChampionRegistry } from './champion-registry.ts';
import { hasPg, openPool } from './open-registry.ts';
import { postgresBinaries, startPostgres } from './postgres-server.ts';

const binaries = postgresBinaries();
const missing = [
  ...(binaries === null ? ['no PostgreSQL server is installed'] : []),
  ...((await hasPg()) ? [] : ['the package pg is not installed']),
];

if (binaries === null || missing.length > 0) {
  process.stderr.write(
    `durable-mipro test: SKIPPED, the Postgres champion registry: ${missing.join(' and ')}\n`,
  );
  describe.skip('the Postgres champion registry', () => it('needs a server and pg', () => {}));
} else {
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  describeChampionRegistry('Postgres', async () => {
    const server = await startPostgres(binaries);
    ends.push(server.stop);
    const pool = await openPool(server.socketFolder);
    ends.push(() => pool.end());
    return { kind: 'postgres', place: server.socketFolder, open: () => new PostgresChampionRegistry(pool) };
  });
}
