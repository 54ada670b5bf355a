import type * as Sqlite from 'node:sqlite';

/**
 * Loads Node's built-in SQLite. Node 22 prints an ExperimentalWarning when the module is first loaded; the storage
 * functions used here have been stable since, so that one line is held back and every other warning passes.
 */
export function loadSqlite(): typeof Sqlite {
  // oxlint-disable-next-line typescript/unbound-method -- called with its object below
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]): void => {
    const text = typeof warning === 'string' ? warning : warning.message;
    if (text.startsWith('SQLite is an experimental feature')) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
