import type { ChampionEntry, ChampionVersion } from '../../domain/champion.ts';
import { InvalidRequest } from '../../domain/errors.ts';
import { toEntry } from '../../domain/champion.ts';
import type { AnyModule } from '../../program/module.ts';
import { ChampionMismatch } from './errors.ts';

/** A version in use, ready to be laid over the application's program. Immutable. */
export class Champion {
  /** Version, scores, who promoted it and why. */
  readonly entry: ChampionEntry;
  readonly #program: string;
  readonly #laidOver = new WeakMap<AnyModule, AnyModule>();

  constructor(version: ChampionVersion) {
    this.entry = toEntry(version);
    this.#program = version.program;
  }

  get version(): number {
    return this.entry.version;
  }

  /**
   * A copy of the program with the champion's instructions and demonstrations. The same copy for the same program, so it
   * may be asked for with every request; the program itself is not changed.
   * @throws ChampionMismatch when its predictors or fields are others
   */
  into<P extends AnyModule>(program: P): P {
    const known = this.#laidOver.get(program);
    if (known !== undefined) return known as P;
    const copy = program.clone();
    try {
      copy.loadState(JSON.parse(this.#program));
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      throw new ChampionMismatch(this.entry.task, this.version, error);
    }
    this.#laidOver.set(program, copy);
    return copy;
  }
}
