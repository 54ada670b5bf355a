import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { TEMPORAL_CLI_VERSION } from './binary.ts';

export const DOWNLOAD_SITE = 'https://temporal.download';

const SILENCE_LIMIT_MS = 20_000;
const run = promisify(execFile);

interface Archive {
  readonly archiveUrl: string;
  readonly fileToExtract: string;
}

/**
 * Downloads the pinned binary into `folder` and returns its path.
 *
 * @throws Error when the site cannot be reached, refuses, or is silent for 20 s.
 * @see temporalio/sdk-core, `ephemeral_server/mod.rs`: the same two requests
 */
export async function downloadBinary(folder: string, site: string = DOWNLOAD_SITE): Promise<string> {
  const archive = await findArchive(site);
  const isZip = archive.archiveUrl.endsWith('.zip');
  const file = join(folder, isZip ? 'temporal.zip' : 'temporal.tar.gz');
  await save(archive.archiveUrl, file);
  await run('tar', [isZip ? '-xf' : '-xzf', file, '-C', folder, archive.fileToExtract]);
  return join(folder, archive.fileToExtract);
}

async function findArchive(site: string): Promise<Archive> {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string];
  if (!arch || !platform) throw new Error(`nothing is offered for ${process.platform} on ${process.arch}`);
  const query = new URLSearchParams({ arch, platform, ...(platform !== 'windows' && { format: 'tar.gz' }) });
  const address = `${site}/cli/v${TEMPORAL_CLI_VERSION}?${query.toString()}`;
  const response = await fetch(address, { signal: AbortSignal.timeout(SILENCE_LIMIT_MS) });
  if (!response.ok) throw new Error(`${site} answered ${response.status}`);
  const { archiveUrl, fileToExtract } = (await response.json()) as Partial<Archive>;
  if (!archiveUrl || !fileToExtract) throw new Error(`${site} did not name an archive`);
  return { archiveUrl, fileToExtract };
}

// A slow line is fine, a silent one is not: the limit counts from the last byte.
async function save(url: string, file: string): Promise<void> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error('the download fell silent')), SILENCE_LIMIT_MS);
  try {
    const response = await fetch(url, { signal: silence.signal });
    if (!response.ok || !response.body) throw new Error(`the archive's address answered ${response.status}`);
    const body = Readable.fromWeb(response.body).on('data', () => timer.refresh());
    await pipeline(body, createWriteStream(file));
  } finally {
    clearTimeout(timer);
  }
}
