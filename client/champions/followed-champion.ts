import { NO_CHAMPION, type ChampionRegistry } from '../../domain/champion.ts';
import { Champion } from './champion.ts';
import { ChampionMissing } from './errors.ts';

/** A value this many times older than `refreshMs` is looked up before it is given out: nobody has asked for long. */
const TOO_OLD = 10;

export interface FollowOptions {
  readonly refreshMs: number;
  readonly nowMs: () => number;
  readonly warn: (message: string) => void;
}

/**
 * One task's champion as this process knows it. What is known is given out at once; when it is older than `refreshMs` it is
 * looked up meanwhile. While that fails, what was known stays in use, and the first failure in a row is told.
 */
export class FollowedChampion {
  readonly #registry: ChampionRegistry;
  readonly #task: string;
  #champion: Champion | null = null;
  #checkedAtMs = 0;
  #lookingUp: Promise<void> | null = null;
  #isFailing = false;

  constructor(registry: ChampionRegistry, task: string) {
    this.#registry = registry;
    this.#task = task;
  }

  /** @throws ChampionMissing when the task has none; whatever the registry throws, as long as none is known */
  async get(options: FollowOptions): Promise<Champion> {
    if (this.#champion === null) {
      await this.#lookUpOnce(options);
      if (this.#champion === null) throw new ChampionMissing(this.#task);
      return this.#champion;
    }
    const ageMs = options.nowMs() - this.#checkedAtMs;
    if (ageMs >= options.refreshMs) {
      const refreshed = this.#refresh(options);
      if (ageMs >= options.refreshMs * TOO_OLD) await refreshed;
    }
    return this.#champion;
  }

  async #refresh(options: FollowOptions): Promise<void> {
    try {
      await this.#lookUpOnce(options);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) options.warn(this.#failureText(error));
      this.#isFailing = true;
    }
  }

  /** Callers that come at the same time share one look-up. */
  #lookUpOnce(options: FollowOptions): Promise<void> {
    this.#lookingUp ??= this.#lookUp(options).finally(() => {
      this.#lookingUp = null;
    });
    return this.#lookingUp;
  }

  async #lookUp({ nowMs }: FollowOptions): Promise<void> {
    const askedAtMs = nowMs();
    const version = await this.#registry.currentVersion(this.#task);
    if (version === NO_CHAMPION && this.#champion !== null) throw new ChampionMissing(this.#task);
    if (version !== NO_CHAMPION && version !== this.#champion?.version) {
      const current = await this.#registry.version(this.#task, version);
      if (current !== null) this.#champion = new Champion(current);
    }
    this.#checkedAtMs = askedAtMs;
  }

  #failureText(error: unknown): string {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return `Champion ${this.#champion?.version} of the task ${this.#task} stays in use, since it cannot be looked up whether there is a newer one (${reason})`;
  }
}
