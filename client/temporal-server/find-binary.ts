import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { BINARY_NAME, TEMPORAL_CLI_VERSION, checkBinary, type BinaryCheck } from './binary.ts';
import { buildBinary, findGo } from './build-binary.ts';
import { cacheFolder } from './cache-folder.ts';
import { DOWNLOAD_SITE, downloadBinary } from './download-binary.ts';
import { withFileLock } from './file-lock.ts';
import { TemporalUnavailable } from './temporal-unavailable.ts';

export interface FindBinaryOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Gets one line for each slow step. */
  readonly log?: (line: string) => void;
  readonly downloadSite?: string;
}

interface Search {
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly site: string;
  /** Where fetched and built binaries are kept. */
  readonly folder: string;
}

const DRAFT = 'draft-';

/**
 * The path of a `temporal` binary: the one named by the user, the one on PATH, the one kept from last time, a download, a
 * build from source; the first that works.
 *
 * @throws TemporalUnavailable with a reason for each, when none works; at once when the one named by the user does not.
 */
export async function findBinary(options: FindBinaryOptions = {}): Promise<string> {
  const search = toSearch(options);
  const named = search.env['DURABLE_MIPRO_TEMPORAL_CLI'];
  if (named) return pathOf(await checkBinary(named), (why) => [`DURABLE_MIPRO_TEMPORAL_CLI: ${why}`]);

  const reasons: string[] = [];
  const present = (await findOnPath(search, reasons)) ?? (await findKept(search));
  if (present !== null) return present;

  const onWait = () =>
    search.log('another process is fetching or building the Temporal server; waiting for it ...');
  const lock = join(search.folder, '..', `${TEMPORAL_CLI_VERSION}.lock`);
  const obtained = await withFileLock(
    lock,
    async () => (await findKept(search)) ?? (await obtain(search, reasons)),
    onWait,
  );
  if (obtained === null) throw new TemporalUnavailable(reasons);
  return obtained;
}

function toSearch(options: FindBinaryOptions): Search {
  const env = options.env ?? process.env;
  return {
    env,
    log: options.log ?? (() => {}),
    site: options.downloadSite ?? DOWNLOAD_SITE,
    folder: join(cacheFolder(env), 'temporal', TEMPORAL_CLI_VERSION),
  };
}

function pathOf(check: BinaryCheck, toReasons: (why: string) => readonly string[]): string {
  if (check.usable) return check.path;
  throw new TemporalUnavailable(toReasons(check.why));
}

async function findOnPath({ env, log }: Search, reasons: string[]): Promise<string | null> {
  for (const folder of (env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const check = await checkBinary(join(folder, BINARY_NAME));
    if (check.usable) return check.path;
    if (check.why.includes(' is not there ')) continue;
    log(`passed over: ${check.why}`);
    reasons.push(`PATH: ${check.why}`);
  }
  if (reasons.length === 0) reasons.push('PATH: no `temporal` on it');
  return null;
}

async function findKept({ folder }: Search): Promise<string | null> {
  const check = await checkBinary(join(folder, BINARY_NAME));
  return check.usable ? check.path : null;
}

async function obtain(search: Search, reasons: string[]): Promise<string | null> {
  return (await download(search, reasons)) ?? (await build(search, reasons));
}

async function download(search: Search, reasons: string[]): Promise<string | null> {
  search.log(`looking for a Temporal server to download (version ${TEMPORAL_CLI_VERSION}) ...`);
  return attempt('download', { search, reasons }, (draft) => downloadBinary(draft, search.site));
}

async function build(search: Search, reasons: string[]): Promise<string | null> {
  const go = await findGo(search.env);
  if (go === null) {
    reasons.push('build: no `go` on PATH');
    return null;
  }
  search.log('building the Temporal server with Go: takes 2 to 3 minutes, once ...');
  return attempt('build', { search, reasons }, (draft) => buildBinary(go, draft, search.env));
}

// Works in a folder of its own and renames the result into place: a killed attempt leaves no half binary.
async function attempt(
  what: string,
  { search, reasons }: { readonly search: Search; readonly reasons: string[] },
  make: (draft: string) => Promise<string>,
): Promise<string | null> {
  const draft = await freshDraft(search.folder);
  try {
    const made = pathOf(await checkBinary(await make(draft)), (why) => [why]);
    const kept = join(search.folder, BINARY_NAME);
    await rename(made, kept);
    search.log(`the Temporal server is kept in ${kept}`);
    return kept;
  } catch (error) {
    const why = explain(error);
    search.log(`no ${what}: ${why}`);
    reasons.push(`${what}: ${why}`);
    return null;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

// The lock is ours, so any draft that is still there was left by a killed attempt.
async function freshDraft(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.startsWith(DRAFT)) await rm(join(folder, name), { recursive: true, force: true });
  }
  return mkdtemp(join(folder, DRAFT));
}

function explain(error: unknown): string {
  if (error instanceof TemporalUnavailable) return error.reasons.join('; ');
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
