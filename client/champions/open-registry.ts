import type { ChampionRegistry } from '../../domain/champion.ts';
import { homeDirectory } from '../../stores/home.ts';
import type { PostgresQueries } from '../../stores/postgres-champion-registry.ts';

/** Where champions are kept: a registry, a PostgreSQL pool, or a folder. */
export interface ChampionPlace {
  readonly registry?: ChampionRegistry;
  /** A `Pool` of the package `pg`. */
  readonly postgres?: PostgresQueries;
  /** @defaultValue `DURABLE_MIPRO_HOME`, or `.durable-mipro` in the working directory */
  readonly home?: string;
}

const ofHome = new Map<string, ChampionRegistry>();
const ofPool = new WeakMap<PostgresQueries, ChampionRegistry>();

/** The registry at this place: the same object for the same place. Loads neither Temporal nor a model client. */
export async function openChampionRegistry(place: ChampionPlace = {}): Promise<ChampionRegistry> {
  if (place.registry !== undefined) return place.registry;
  if (place.postgres !== undefined) return postgresRegistry(place.postgres);
  const home = place.home ?? homeDirectory();
  const known = ofHome.get(home);
  if (known !== undefined) return known;
  const { FileChampionRegistry } = await import('../../stores/file-champion-registry.ts');
  return remembered(ofHome, home, new FileChampionRegistry(home));
}

async function postgresRegistry(pool: PostgresQueries): Promise<ChampionRegistry> {
  const known = ofPool.get(pool);
  if (known !== undefined) return known;
  const { PostgresChampionRegistry } = await import('../../stores/postgres-champion-registry.ts');
  return remembered(ofPool, pool, new PostgresChampionRegistry(pool));
}

interface Registries<K> {
  get(key: K): ChampionRegistry | undefined;
  set(key: K, registry: ChampionRegistry): unknown;
}

/** The one that is there, for two callers may have waited for the same import. */
function remembered<K>(registries: Registries<K>, key: K, made: ChampionRegistry): ChampionRegistry {
  const known = registries.get(key);
  if (known !== undefined) return known;
  registries.set(key, made);
  return made;
}
