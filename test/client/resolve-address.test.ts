import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resolveAddress } from '../../client/temporal-server/resolve-address.ts';

describe('where the Temporal server is', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'durable-mipro-address-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('without any setting it is the embedded one', async () => {
    expect(await resolveAddress({ env: bare() })).toEqual({ kind: 'embedded' });
  });

  test('TEMPORAL_ADDRESS names an external one, in the namespace of TEMPORAL_NAMESPACE', async () => {
    const env = { ...bare(), TEMPORAL_ADDRESS: 'temporal.internal:7233', TEMPORAL_NAMESPACE: 'prompts' };
    expect(await resolveAddress({ env })).toMatchObject({
      kind: 'external',
      connectionOptions: { address: 'temporal.internal:7233' },
      namespace: 'prompts',
    });
  });

  test('a profile of the configuration file names an external one', async () => {
    const file = join(folder, 'temporal.toml');
    writeFileSync(file, '[profile.staging]\naddress = "staging:7233"\nnamespace = "nightly"\n');
    const env = { ...bare(), TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'staging' };
    expect(await resolveAddress({ env })).toMatchObject({
      kind: 'external',
      connectionOptions: { address: 'staging:7233' },
      namespace: 'nightly',
    });
  });

  test('an address given in the call wins over the environment', async () => {
    const env = { ...bare(), TEMPORAL_ADDRESS: 'elsewhere:7233' };
    expect(await resolveAddress({ address: 'here:7233', env })).toMatchObject({
      connectionOptions: { address: 'here:7233' },
      namespace: 'default',
    });
  });

  test('an API key switches TLS on', async () => {
    const env = { ...bare(), TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_API_KEY: 'test-only' };
    expect(await resolveAddress({ env })).toMatchObject({ connectionOptions: { tls: true } });
  });

  function bare(): Record<string, string> {
    return { HOME: folder, XDG_CONFIG_HOME: folder, APPDATA: folder };
  }
});
