import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Client } from '@temporalio/client';
import type { JournalEntry } from '../../lm/practice/journal.ts';
import { RunFolders, type RunKey } from '../../stores/run-folders.ts';
import type { Evidence, FileContent, Leftovers, NamedText } from './evidence.ts';
import { readHistories } from './read-histories.ts';
import { readLeftovers } from './read-leftovers.ts';
import { readStore } from './read-store.ts';

export interface EvidencePlace {
  /** The `.durable-mipro` folder. */
  readonly home: string;
  /** Of the server that has the run; null where there is none: then nothing is said about histories. */
  readonly client: Client | null;
  /** The only run of the home folder if absent. */
  readonly run?: RunKey;
  /** The practice server's journal: its lines, or the file with them. */
  readonly journal: readonly JournalEntry[] | string;
  readonly logs?: readonly NamedText[];
  /** Looked for now if absent; to be given when a server was started since, to read its histories. */
  readonly leftovers?: Leftovers;
}

/** Reads what a run has left behind. The run should have ended, or what is read may not fit together. */
export async function gatherEvidence(place: EvidencePlace): Promise<Evidence> {
  const { home, client, journal, logs = [] } = place;
  const runs = new RunFolders(home);
  const key = place.run ?? (await onlyRun(runs));
  const runId = `mipro/${key.task}/${key.specHash}`;
  const leftovers = place.leftovers ?? (await readLeftovers(home));
  const [result, program, checkpoint] = [
    await runs.result(key),
    await runs.program(key),
    await runs.checkpoint(key),
  ];
  return {
    runId,
    requests: typeof journal === 'string' ? readJournal(journal) : journal,
    histories: client === null ? [] : await readHistories(client, { home, runId }),
    files: { result, program, checkpoint },
    store: readStore(home, runId),
    logs: [...logs, ...logFilesOf(home)],
    leftovers,
    contents: readContents(home),
  };
}

async function onlyRun(runs: RunFolders): Promise<RunKey> {
  const all = await runs.list();
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  throw new Error(`Expected one run in the home folder, found ${all.length}. Name the run to look at.`);
}

/** A killed server may leave half a line at the end. */
export function readJournal(file: string): readonly JournalEntry[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as JournalEntry);
}

function logFilesOf(home: string): readonly NamedText[] {
  const server = join(home, 'temporal', 'server.log');
  return existsSync(server) ? [{ name: 'temporal/server.log', text: readFileSync(server, 'utf8') }] : [];
}

function readContents(home: string): readonly FileContent[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .map((name) => join(home, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => ({ path: relative(home, path), content: readFileSync(path) }));
}
