import type { RunResult } from '../domain/run.ts';
import { jsonProblem } from './json-rows.ts';
import { parseOurJson } from './parse-json.ts';
import { inWords } from './read-checkpoint.ts';
import type { RunKey } from './run-folders.ts';
import { unsealed } from './seal.ts';

export type ReadResult =
  | { readonly kind: 'result'; readonly result: RunResult }
  | { readonly kind: 'damaged'; readonly problem: string }
  | { readonly kind: 'newer'; readonly schema: number };

const SCHEMA = 1;

/** The content of a result file: with a seal that fits it is as we wrote it, without one it is checked field by field. */
export async function readResult(text: string, key: RunKey): Promise<ReadResult> {
  const object = objectIn(text);
  if (typeof object === 'string') return { kind: 'damaged', problem: object };
  const { content, isIntact } = unsealed(object);
  if (isIntact === false) return { kind: 'damaged', problem: 'its content does not match its checksum' };
  const { schema } = content;
  if (typeof schema === 'number' && schema > SCHEMA) return { kind: 'newer', schema };
  const problem = isIntact === true ? null : await misshape(content);
  if (problem !== null) return { kind: 'damaged', problem };
  const result = content as unknown as RunResult;
  return result.task === key.task && result.specHash === key.specHash
    ? { kind: 'result', result }
    : { kind: 'damaged', problem: 'it is of another run' };
}

function objectIn(text: string): { readonly [field: string]: unknown } | string {
  try {
    const value: unknown = parseOurJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as { readonly [field: string]: unknown };
    return 'it holds no object';
  } catch (error) {
    return `it is not valid JSON: ${jsonProblem(error)}`;
  }
}

/** Loaded here: a sealed file needs no such check. */
async function misshape(content: object): Promise<string | null> {
  const { resultShape } = await import('./result-shape.ts');
  const parsed = resultShape.safeParse(content);
  return parsed.success ? null : `it is not as it must be: ${inWords(parsed.error.issues)}`;
}
