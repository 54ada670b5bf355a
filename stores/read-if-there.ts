import { readFile } from 'node:fs/promises';

/** True for an error of the file system with one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** What is asked of a file or folder; null when it is not there. */
export async function ifThere<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** A file's text; null when there is no such file. */
export function readIfThere(file: string): Promise<string | null> {
  return ifThere(readFile(file, 'utf8'));
}
