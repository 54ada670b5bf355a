import { InvalidRequest } from '../../domain/errors.ts';
import type { ChampionRegistry } from '../../domain/champion.ts';
import { refuseUnknownNames } from '../../domain/known-names.ts';
import type { Champion } from './champion.ts';
import { FollowedChampion, type FollowOptions } from './followed-champion.ts';
import { openChampionRegistry, type ChampionPlace } from './open-registry.ts';

export interface LoadChampionOptions extends ChampionPlace {
  /** How old the answer may be before a newer version is looked for in the background. @defaultValue 30000 */
  readonly refreshMs?: number;
  /** Told once when looking fails. @defaultValue a warning of the process */
  readonly warn?: (message: string) => void;
  /** Milliseconds of a clock that never goes back. @defaultValue the process's own */
  readonly nowMs?: () => number;
}

const OPTIONS: readonly (keyof LoadChampionOptions)[] = [
  ...(['registry', 'postgres', 'home', 'refreshMs', 'warn', 'nowMs'] as const),
];

const REFRESH_MS = 30_000;

const followed = new WeakMap<ChampionRegistry, Map<string, FollowedChampion>>();

/**
 * The program in use, for applications. Cheap enough for every request: it is read once and then kept, and looked up again
 * in the background. Needs the registry's store only: no Temporal server, no model.
 *
 *     const champion = await loadChampion('ticket-triage');
 *     const { label } = await champion.into(triage).run({ ticket });
 *
 * @throws ChampionMissing when the task has none; ChampionUnreadable when what is stored is damaged and none is known yet
 */
export async function loadChampion(task: string, options: LoadChampionOptions = {}): Promise<Champion> {
  refuseUnknownNames('loadChampion', options, OPTIONS);
  const registry = await openChampionRegistry(options);
  return follow(registry, task).get(toFollowOptions(options));
}

function follow(registry: ChampionRegistry, task: string): FollowedChampion {
  const tasks = followed.get(registry) ?? new Map<string, FollowedChampion>();
  followed.set(registry, tasks);
  const champion = tasks.get(task) ?? new FollowedChampion(registry, task);
  tasks.set(task, champion);
  return champion;
}

function toFollowOptions({ refreshMs = REFRESH_MS, warn, nowMs }: LoadChampionOptions): FollowOptions {
  if (!(refreshMs >= 0)) {
    throw new InvalidRequest(`loadChampion: refreshMs must be 0 or more milliseconds; got ${refreshMs}.`);
  }
  return {
    refreshMs,
    warn: warn ?? ((message) => process.emitWarning(message)),
    nowMs: nowMs ?? (() => performance.now()),
  };
}
