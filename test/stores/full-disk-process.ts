import { readdirSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { ArtifactRef } from '../../domain/artifact.ts';
import { openStores } from '../../stores/open-stores.ts';
import { answer } from './stored-answer.ts';

/**
 * Fills the disk that holds the given folder, first with answers, then with artifacts, and prints what came of it. The
 * disk is small, and really full.
 */
const [folder = ''] = process.argv.slice(2);
const warnings: string[] = [];
const stores = openStores(join(folder, 'home'), { warn: (line) => warnings.push(line) });
const filler = () => randomBytes(4_000).toString('hex');

const refs: ArtifactRef[] = [];
const fileFailure = await failureOf(async () => {
  for (;;) refs.push(await stores.artifacts.put({ filler: filler() }));
});
let stored = 0;
const storeFailure = await failureOf(() => {
  for (; ; stored += 1) stores.responses.putIfAbsent(`key-${stored}`, answer(filler()));
});
stores.responses.hold?.('held', answer('paid for'));
const artifacts = await Promise.all(refs.map((ref) => stores.artifacts.textOf(ref)));

process.stdout.write(
  JSON.stringify({
    fileFailure,
    storeFailure,
    warnings: warnings.length,
    wholeArtifacts: artifacts.length,
    leftovers: names().filter((name) => name.endsWith('.tmp')),
    lastAnswer: stored === 0 || stores.responses.get(`key-${stored - 1}`) !== undefined,
    held: stores.responses.get('held')?.text,
    artifactFiles: names().filter((name) => name.endsWith('.json')).length,
    filesThatAreNoJson: names().filter((name) => name.endsWith('.json') && !isJson(name)),
  }),
);
stores.close();

async function failureOf(work: () => Promise<void> | void): Promise<string> {
  try {
    await work();
    return 'none';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

function names(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}

function isJson(name: string): boolean {
  try {
    JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return true;
  } catch {
    return false;
  }
}
