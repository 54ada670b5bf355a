import type { ChampionRegistry } from '../../domain/champion.ts';
import { FileChampionRegistry } from '../../stores/file-champion-registry.ts';
import { PostgresChampionRegistry, type PostgresQueries } from '../../stores/postgres-champion-registry.ts';

export type PostgresPool = PostgresQueries & { end(): Promise<void> };

/** Opens the registry of this kind at a folder, or at the socket folder of a server. */
export async function openRegistry(
  kind: string,
  place: string,
): Promise<{ readonly registry: ChampionRegistry; close(): Promise<void> }> {
  if (kind === 'file') return { registry: new FileChampionRegistry(place), close: async () => {} };
  const pool = await openPool(place);
  return { registry: new PostgresChampionRegistry(pool), close: () => pool.end() };
}

/** By a name that the compiler does not follow: `pg` is not among this package's dependencies. */
const PG: string = 'pg';

export async function openPool(socketFolder: string): Promise<PostgresPool> {
  const { default: pg } = (await import(PG)) as {
    default: { Pool: new (options: object) => PostgresPool };
  };
  return new pg.Pool({ host: socketFolder, user: 'postgres', database: 'postgres', max: 4 });
}

export async function hasPg(): Promise<boolean> {
  try {
    await import(PG);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return false;
    throw error;
  }
}
