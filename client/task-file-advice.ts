import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codePlace } from '../program/code-place.ts';

interface LoadError extends Error {
  readonly code?: string;
  /** The whole address that was not found. */
  readonly url?: string;
}

const ADVICE: { readonly [code: string]: (error: LoadError) => string } = {
  ERR_MODULE_NOT_FOUND: whatIsMissing,
  ERR_UNSUPPORTED_DIR_IMPORT: whatIsMissing,
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: () =>
    'Node runs the file by leaving its types out, so it may hold only what can be left out: write a union of words for an enum, ' +
    'and fields for parameter properties; or compile it and give the .js file.',
  ERR_INVALID_TYPESCRIPT_SYNTAX: () => 'Mend the syntax.',
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING: () =>
    'Node runs no TypeScript inside node_modules: move the file out of it, or give compiled JavaScript.',
  ERR_UNKNOWN_FILE_EXTENSION: () =>
    `Give a .ts, .mts, .js or .mjs file; TypeScript needs Node 22.18 or newer, this is ${process.version}.`,
};

/** Why a module cannot be loaded, where, and what to do about it. */
export function describeLoadError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code = '' } = error as LoadError;
  const advice = ADVICE[code]?.(error) ?? (error instanceof SyntaxError ? 'Mend the syntax.' : '');
  return [`${sentence(error)}${placeIn(error)}.`, advice].filter((part) => part !== '').join(' ');
}

function sentence({ name, message }: Error): string {
  const [first = ''] = message.split('\n');
  const text = first.trim().replace(/\.$/, '');
  return name === 'Error' ? text : `${name}: ${text}`;
}

/** For a syntax error Node puts file and line on top of the stack, before the message. */
function placeIn(error: Error): string {
  const place = codePlace(error);
  return place === '' ? '' : ` (${place})`;
}

function whatIsMissing({ message, url }: LoadError): string {
  const name = /Cannot find package '([^']+)'/.exec(message)?.[1];
  if (name !== undefined) return `Install it where the task file is: npm install ${name}`;
  if (url === undefined) return 'Check the path of the import.';
  const file = fileURLToPath(url);
  const ending = ['.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js'].find((each) =>
    existsSync(file + each),
  );
  return ending === undefined
    ? 'Check the path of the import.'
    : `Imports name the whole file: write ${relative('', file)}${ending}, with its ending.`;
}
