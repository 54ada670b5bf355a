import { join } from 'node:path';
import {
  toEntry,
  type ChampionEntry,
  type ChampionRegistry,
  type ChampionVersion,
  type HoldoutLook,
  type LookOutcome,
  type Promotion,
  type PromotionOutcome,
} from '../domain/champion.ts';
import { readChampion, readLook, recordText } from './champion-shape.ts';
import { checkTaskName, toVersion } from './new-champion.ts';
import { NumberedFiles } from './numbered-files.ts';

/** Champions in `champions/<task>/000001.json` and so on, looks at the holdout in `champions/<task>/looks/`. */
export class FileChampionRegistry implements ChampionRegistry {
  readonly #root: string;

  constructor(home: string) {
    this.#root = join(home, 'champions');
  }

  async currentVersion(task: string): Promise<number> {
    return this.#versions(task).last();
  }

  async current(task: string): Promise<ChampionVersion | null> {
    return this.version(task, await this.currentVersion(task));
  }

  async version(task: string, version: number): Promise<ChampionVersion | null> {
    const versions = this.#versions(task);
    const text = await versions.read(version);
    return text === null ? null : readChampion(text, versions.file(version));
  }

  async history(task: string): Promise<readonly ChampionEntry[]> {
    const versions = this.#versions(task);
    const numbers = await versions.numbers();
    const all = await Promise.all(numbers.map((number) => this.version(task, number)));
    return all.filter((version) => version !== null).map(toEntry);
  }

  async promote(promotion: Promotion): Promise<PromotionOutcome> {
    const { task, expectedVersion, promotionId } = promotion;
    const made = toVersion(promotion);
    const versions = this.#versions(task);
    const isFree = (await versions.last()) === expectedVersion;
    if (isFree && (await versions.add(made.version, recordText(made)))) {
      return { kind: 'promoted', champion: toEntry(made) };
    }
    const there = await this.version(task, made.version);
    if (there?.promotionId === promotionId) return { kind: 'promoted', champion: toEntry(there) };
    return { kind: 'superseded', currentVersion: await versions.last() };
  }

  async looks(task: string): Promise<readonly HoldoutLook[]> {
    const files = this.#looks(task);
    const numbers = await files.numbers();
    const texts = await Promise.all(numbers.map((number) => files.read(number)));
    return texts.flatMap((text, index) =>
      text === null ? [] : [readLook(text, files.file(numbers[index] ?? 0))],
    );
  }

  async addLook(task: string, look: HoldoutLook): Promise<LookOutcome> {
    const before = await this.looks(task);
    const same = before.find(({ lookId }) => lookId === look.lookId);
    if (same !== undefined) return { kind: 'added', look: same };
    const lastNumber = before.at(-1)?.number ?? 0;
    const isNext = lastNumber === look.number - 1;
    if (isNext && (await this.#looks(task).add(look.number, recordText(look))))
      return { kind: 'added', look };
    return { kind: 'superseded', lastNumber: await this.#looks(task).last() };
  }

  #versions(task: string): NumberedFiles {
    checkTaskName(task);
    return new NumberedFiles(join(this.#root, task));
  }

  #looks(task: string): NumberedFiles {
    checkTaskName(task);
    return new NumberedFiles(join(this.#root, task, 'looks'));
  }
}
