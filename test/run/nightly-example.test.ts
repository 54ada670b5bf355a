import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, inject, test, vi } from 'vitest';
import { FileChampionRegistry } from '../../stores/file-champion-registry.ts';
import { NightReports } from '../../stores/night-reports.ts';
import { describeWithServer, freshFolder } from '../real-server.ts';

vi.setConfig({ testTimeout: 120_000 });

const START = fileURLToPath(new URL('../../examples/04-nightly/start.ts', import.meta.url));
const TASK = 'ticket-category-nightly';

describeWithServer('the example of three nights', ({ address }) => {
  test('keeps, promotes and rolls back, by a real schedule', async () => {
    const home = freshFolder('nightly');
    const child = spawn(process.execPath, ['--conditions=durable-mipro-source', START], {
      env: {
        ...process.env,
        TEMPORAL_ADDRESS: address,
        DURABLE_MIPRO_HOME: home,
        DURABLE_MIPRO_WORKFLOW_BUNDLE: inject('workflowBundlePath') ?? '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code, said).toBe(0);
    const reports = await new NightReports(home).list(TASK);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['kept', 'promoted', 'kept']);
    const history = await new FileChampionRegistry(home).history(TASK);
    expect(
      history.map(({ version, promotedBy, rollbackOf }) => [version, promotedBy.kind, rollbackOf]),
    ).toEqual([
      [1, 'person', null],
      [2, 'gate', null],
      [3, 'person', 1],
    ]);
    expect(history[2]?.programSha256).toBe(history[0]?.programSha256);
    expect(said).toMatch(/next nights begin at .*T0[12]:00:00/);
  });
});
