import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStores } from '../../stores/open-stores.ts';
import { usageOf } from '../../stores/run-usage.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const WRITER = join(import.meta.dirname, 'killed-writer.ts');

/** Starts the writer, kills it with SIGKILL after it has reported so many lines, and gives its last report. */
async function killAfter(lines: number): Promise<{ lastKey: number; sha256: string }> {
  const writer = spawn(process.execPath, [WRITER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of writer.stdout) {
    text += String(chunk);
    if (text.split('\n').length > lines) break;
  }
  writer.kill('SIGKILL');
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  const [lastKey, sha256] = (text.trimEnd().split('\n').at(-1) ?? '').split(' ');
  return { lastKey: Number(lastKey), sha256: sha256 ?? '' };
}

it(
  'a writer killed in the middle leaves a store with everything it had finished',
  { timeout: 20_000 },
  async () => {
    const lines: string[] = [];
    for (const wanted of [5, 9, 13]) {
      const { lastKey, sha256 } = await killAfter(wanted);
      const stores = openStores(join(folder, 'home'), { warn: (line) => lines.push(line) });
      expect(stores.responses.get(`key-${lastKey}`)?.text.startsWith(`${lastKey} `)).toBe(true);
      expect(await stores.artifacts.get({ sha256, bytes: 0 })).toMatchObject({ i: lastKey });
      const usage = usageOf(stores.database, 'run');
      const { answers } = stores.responses.stat();
      expect(usage.lmCalls).toBeGreaterThanOrEqual(answers);
      expect(usage.lmCalls - Math.round((usage.costUsd ?? 0) * 1000)).toBeLessThanOrEqual(lines.length + 3);
      stores.close();
    }
    expect(lines).toEqual([]);
  },
);
