import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('load_in_dspy.py', import.meta.url));

/** What DSPy says of a program it loaded. Values that JSON does not tell apart are marked: `{ "$float": "1.0" }`. */
export interface DspyReport {
  readonly loaded: boolean;
  readonly error?: string;
  readonly warnings: readonly string[];
  readonly predictors: readonly {
    readonly name: string;
    readonly instructions: string;
    readonly fields: readonly { readonly name: string; readonly prefix: string; readonly desc: string }[];
    readonly demos: readonly {
      readonly keys: readonly string[];
      readonly values: { readonly [key: string]: unknown };
    }[];
  }[];
  readonly resave: { readonly json_equal_without_metadata: boolean };
  readonly call: { readonly ok: boolean; readonly error?: string; readonly lm_calls?: number };
}

export interface DspyLoad {
  readonly python: string;
  readonly file: string;
  readonly kind: string;
  /** Without the path. */
  readonly serverUrl: string;
  /** Where DSPy saves the program again. */
  readonly resaveTo: string;
}

/** Loads a saved program in the real DSPy, calls it once and saves it again. Not synchronous: our process is the model. */
export async function loadInDspy({ python, file, kind, serverUrl, resaveTo }: DspyLoad): Promise<DspyReport> {
  const args = [SCRIPT, file, kind, '--base-url', serverUrl, '--resave', resaveTo];
  const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (out === '') throw new Error(`load_in_dspy.py gave no report:\n${problems.slice(-1000)}`);
  return JSON.parse(out) as DspyReport;
}
