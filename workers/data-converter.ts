import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { compressingCodec } from './compressed-payloads.ts';
import { encryptingCodec } from './encrypted-payloads.ts';
import { payloadKeysOf } from './payload-keys.ts';

const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const FAILURE_CONVERTER = fileURLToPath(new URL(`./encoded-failures.${EXTENSION}`, import.meta.url));

/**
 * How every client and worker of this package writes and reads payloads: compressed, and then, with keys in the
 * environment, encrypted, messages and stack traces of failures too.
 * @throws InvalidRequest for keys that cannot be used
 */
export function dataConverterOf(env: NodeJS.ProcessEnv): DataConverter {
  const keys = payloadKeysOf(env);
  return {
    payloadCodecs: [compressingCodec, encryptingCodec(keys)],
    ...(keys.length > 0 && { failureConverterPath: FAILURE_CONVERTER }),
  };
}
