import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { NO_CHAMPION, toEntry, type ChampionRegistry, type PromotionOutcome } from '../../domain/champion.ts';
import { InvalidRequest } from '../../domain/errors.ts';
import { homeDirectory } from '../../stores/home.ts';
import { NightReports } from '../../stores/night-reports.ts';
import { rollBack } from '../../stores/roll-back.ts';
import { ChampionMissing } from '../champions/errors.ts';
import { openChampionRegistry } from '../champions/open-registry.ts';
import { pendingChallenger } from '../champions/pending-challenger.ts';
import { entryText, pendingText } from '../show/champion-text.ts';
import { print, printJson } from '../show/print.ts';

interface JsonFlag {
  readonly json?: boolean;
}

export interface ByFlags extends JsonFlag {
  readonly by: string;
  readonly note?: string;
}

/** `durable-mipro champion show`: what is in use, and what waits to take its place. Needs no server. */
export async function showChampionCommand(task: string, { json }: JsonFlag): Promise<void> {
  const home = homeDirectory();
  const champion = await (await openChampionRegistry({ home })).current(task);
  const pending = await pendingChallenger({ home, reports: new NightReports(home) }, task, champion);
  if (champion === null && pending === null) throw new ChampionMissing(task);
  const entry = champion === null ? null : toEntry(champion);
  tell(json, { task, champion: entry, pending }, [
    entry === null ? `${task}: no champion yet` : entryText(entry),
    ...(pending === null ? [] : pendingText(pending)),
  ]);
}

/** `durable-mipro champion history`: every version, oldest first. */
export async function historyCommand(task: string, { json }: JsonFlag): Promise<void> {
  const entries = await (await openChampionRegistry({ home: homeDirectory() })).history(task);
  if (entries.length === 0) throw new ChampionMissing(task);
  tell(json, { task, versions: entries }, entries.map(entryText));
}

export interface RollbackFlags extends ByFlags {
  readonly to?: number;
}

/** `durable-mipro champion rollback`: an older version's program, under a new number. */
export async function rollbackCommand(
  task: string,
  { to, by, note = 'rolled back', json }: RollbackFlags,
): Promise<void> {
  const registry = await openChampionRegistry({ home: homeDirectory() });
  const current = await currentOrThrow(registry, task);
  const outcome = await rollBack(registry, {
    task,
    toVersion: to ?? current - 1,
    expectedVersion: current,
    promotedBy: { kind: 'person', name: by },
    reason: note,
    promotionId: randomUUID(),
    nowMs: Date.now(),
  });
  tellOutcome(json, task, outcome);
}

/** `durable-mipro champion promote`: a saved program that a person brings, such as that of a run. */
export async function promoteCommand(
  task: string,
  file: string,
  { by, note = 'promoted by hand', json }: ByFlags,
): Promise<void> {
  const registry = await openChampionRegistry({ home: homeDirectory() });
  const outcome = await registry.promote({
    task,
    program: await programIn(file),
    runId: null,
    expectedVersion: await registry.currentVersion(task),
    scores: { holdout: null, previous: null, rows: 0 },
    dataHash: null,
    promotedBy: { kind: 'person', name: by },
    reasons: [note],
    rollbackOf: null,
    promotedAtMs: Date.now(),
    promotionId: randomUUID(),
  });
  tellOutcome(json, task, outcome);
}

async function programIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    throw new InvalidRequest(`The program ${file} cannot be read (${code}).`, { cause: error });
  }
}

async function currentOrThrow(registry: ChampionRegistry, task: string): Promise<number> {
  const current = await registry.currentVersion(task);
  if (current === NO_CHAMPION) throw new ChampionMissing(task);
  return current;
}

/** @throws InvalidRequest when someone else was quicker */
function tellOutcome(json: boolean | undefined, task: string, outcome: PromotionOutcome): void {
  if (outcome.kind === 'superseded') {
    throw new InvalidRequest(
      `Nothing was changed: version ${outcome.currentVersion} of ${task} has just come into use. Look at it, then try again.`,
    );
  }
  tell(json, { task, champion: outcome.champion }, [entryText(outcome.champion)]);
}

function tell(json: boolean | undefined, facts: object, lines: readonly string[]): void {
  if (json) printJson({ schema: 1, ...facts });
  else print(lines.join('\n'));
}
