import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findBinary } from '../../client/temporal-server/find-binary.ts';
import { TemporalUnavailable } from '../../client/temporal-server/temporal-unavailable.ts';

const GOOD = 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)';
const OLD = 'temporal version 1.0.0 (Server 1.24.2, UI 2.28.0)';
const NOWHERE = 'http://127.0.0.1:9';

describe.skipIf(process.platform === 'win32')('finding a temporal binary', () => {
  let folder: string;
  let kept: string;
  let lines: string[];
  let site: Server | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'durable-mipro-binary-'));
    kept = join(folder, 'cache', 'durable-mipro', 'temporal', '1.5.1', 'temporal');
    lines = [];
  });

  afterEach(() => {
    site?.close();
    site = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  test('the binary named by the user wins over the one on PATH', async () => {
    const named = plant('named/temporal', GOOD);
    const onPath = plant('bin/temporal', GOOD);
    expect(await find({ DURABLE_MIPRO_TEMPORAL_CLI: named, PATH: join(onPath, '..') })).toBe(named);
  });

  test('a named binary that is not there is an error at once, not passed over', async () => {
    plant('bin/temporal', GOOD);
    const error = await refusal({
      DURABLE_MIPRO_TEMPORAL_CLI: join(folder, 'gone'),
      PATH: join(folder, 'bin'),
    });
    expect(error.reasons).toEqual([
      `DURABLE_MIPRO_TEMPORAL_CLI: ${join(folder, 'gone')} is not there or may not be run`,
    ]);
  });

  test('the binary on PATH wins over the one kept from last time', async () => {
    const onPath = plant('bin/temporal', GOOD);
    plantKept(GOOD);
    expect(await find({ PATH: `/nowhere:${join(folder, 'bin')}` })).toBe(onPath);
  });

  test('a binary with too old a server is passed over, with a line that says so', async () => {
    const old = plant('bin/temporal', OLD);
    plantKept(GOOD);
    expect(await find({ PATH: join(folder, 'bin') })).toBe(kept);
    expect(lines).toEqual([`passed over: ${old} holds server 1.24.2, older than 1.29.0`]);
  });

  test('what the download site offers is kept, and found next time without the site', async () => {
    const address = await serveArchive(GOOD);
    expect(await find({}, address)).toBe(kept);
    expect(await find({})).toBe(kept);
    expect(readFileSync(kept, 'utf8')).toContain('1.29.1');
  });

  test('a download that does not run is refused and leaves nothing behind', async () => {
    const address = await serveArchive('half a file');
    const error = await refusal({}, address);
    expect(error.reasons[1]).toMatch(/^download: .*--version did not name its server, it said: half a file$/);
    expect(readdirSync(join(kept, '..'))).toEqual([]);
  });

  test('the remains of a killed attempt are removed by the next one', async () => {
    mkdirSync(join(kept, '..', 'draft-dead'), { recursive: true });
    await find({}, await serveArchive(GOOD));
    expect(existsSync(join(kept, '..', 'draft-dead'))).toBe(false);
  });

  test('without a download it is built with Go, static and of the pinned version', async () => {
    const go = plantScript(
      'bin/go',
      `echo "$* CGO_ENABLED=$CGO_ENABLED" > ${join(folder, 'asked')}\nprintf '#!/bin/sh\\necho "${GOOD}"\\n' > "$GOBIN/temporal"\nchmod +x "$GOBIN/temporal"`,
    );
    expect(await find({ PATH: `${join(go, '..')}:/bin:/usr/bin` })).toBe(kept);
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(
      /^install .*github\.com\/temporalio\/cli\/cmd\/temporal@v1\.5\.1 CGO_ENABLED=0$/m,
    );
    expect(lines).toContain('building the Temporal server with Go: takes 2 to 3 minutes, once ...');
  });

  test('two searches at once build it once', async () => {
    const count = join(folder, 'count');
    const go = plantScript(
      'bin/go',
      `echo x >> ${count}\nsleep 0.3\nprintf '#!/bin/sh\\necho "${GOOD}"\\n' > "$GOBIN/temporal"\nchmod +x "$GOBIN/temporal"`,
    );
    const env = { PATH: `${join(go, '..')}:/bin:/usr/bin` };
    expect(await Promise.all([find(env), find(env)])).toEqual([kept, kept]);
    expect(readFileSync(count, 'utf8')).toBe('x\n');
    expect(lines).toContain(
      'another process is fetching or building the Temporal server; waiting for it ...',
    );
  });

  test('when nothing works the error names each attempt and the three ways out', async () => {
    const go = plantScript('bin/go', 'echo "no route to the modules" >&2; exit 1');
    const error = await refusal({ PATH: join(go, '..') });
    expect(error.reasons).toEqual([
      'PATH: no `temporal` on it',
      expect.stringMatching(/^download: fetch failed/),
      'build: go install ended with code 1: no route to the modules',
    ]);
    expect(error.message).toMatch(/TEMPORAL_ADDRESS.*DURABLE_MIPRO_TEMPORAL_CLI.*Go 1\.25/s);
  });

  function find(env: NodeJS.ProcessEnv, downloadSite = NOWHERE): Promise<string> {
    const log = (line: string) => lines.push(line);
    return findBinary({
      env: { PATH: '', XDG_CACHE_HOME: join(folder, 'cache'), ...env },
      log,
      downloadSite,
    });
  }

  async function refusal(env: NodeJS.ProcessEnv, downloadSite?: string): Promise<TemporalUnavailable> {
    const error: unknown = await find(env, downloadSite).catch((reason: unknown) => reason);
    if (error instanceof TemporalUnavailable) return error;
    throw new Error(`Expected TemporalUnavailable, got ${String(error)}`);
  }

  function plant(path: string, answer: string): string {
    return plantScript(path, `echo "${answer}"`);
  }

  function plantKept(answer: string): void {
    mkdirSync(join(kept, '..'), { recursive: true });
    writeFileSync(kept, `#!/bin/sh\necho "${answer}"\n`, { mode: 0o755 });
  }

  function plantScript(path: string, body: string): string {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return file;
  }

  async function serveArchive(answer: string): Promise<string> {
    plant('offer/temporal', answer);
    execFileSync('tar', ['-czf', join(folder, 'offer.tar.gz'), '-C', join(folder, 'offer'), 'temporal']);
    const { address, server } = await listen((path, base) =>
      path.startsWith('/cli/v1.5.1?')
        ? JSON.stringify({ archiveUrl: `${base}/offer.tar.gz`, fileToExtract: 'temporal' })
        : readFileSync(join(folder, 'offer.tar.gz')),
    );
    site = server;
    return address;
  }
});

async function listen(answer: (path: string, base: string) => string | Buffer) {
  const server = createServer((request, response) => response.end(answer(request.url ?? '', address)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, server };
}
