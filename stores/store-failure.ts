import { StoreFailed } from '../domain/errors.ts';

const FULL = 'the disk is full. Free some space';
const HELD = 'another process holds it for too long. It is tried again';
const DAMAGED =
  'it was damaged while it was open. Start the command again: the file is then kept aside, and rebuilt from what can be read of it';
const REFUSED = 'the system refuses. See to its permissions and its disk';

/** SQLite's result codes that tell of the file and the disk, not of the statement. */
const SQLITE_TROUBLE: { readonly [code: number]: string } = {
  5: HELD,
  6: HELD,
  8: REFUSED,
  10: REFUSED,
  11: DAMAGED,
  13: FULL,
  14: REFUSED,
  26: DAMAGED,
};

const FILE_TROUBLE: { readonly [code: string]: string } = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EROFS: REFUSED,
  EACCES: REFUSED,
  EPERM: REFUSED,
  EIO: REFUSED,
  EMFILE: REFUSED,
  ENFILE: REFUSED,
};

/** What SQLite or the file system threw, as a `StoreFailed` that names the file; anything else unchanged. */
export function storeFailure(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  const trouble = typeof errcode === 'number' ? SQLITE_TROUBLE[errcode & 0xff] : FILE_TROUBLE[String(code)];
  if (trouble === undefined) return error;
  const which = typeof errcode === 'number' ? `SQLite ${errcode}` : String(code);
  return new StoreFailed(`${file} cannot be used (${which}): ${trouble}.`, { cause: error });
}
