import { InvalidRequest, isBudgetExhausted } from '../domain/errors.ts';
import type { Example } from '../domain/example.ts';
import { toPercent } from '../domain/percent.ts';
import { isCallNotSent, isLmError, type LmErrorClass } from '../lm/errors.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import { withCallContext } from '../program/call-context.ts';
import { configuredDefaults } from '../program/configure.ts';
import type { AnyModule } from '../program/module.ts';
import type { Prediction } from '../program/prediction.ts';
import type { Metric } from './metric.ts';
import { toScore } from './metric-value.ts';

export interface EvaluateOptions {
  readonly devset: readonly Example[];
  readonly metric: Metric;
  /** Examples in flight at once. @defaultValue `configure`'s, else 16 */
  readonly numThreads?: number;
  /** The failure with this number ends the evaluation. @defaultValue 10 */
  readonly maxErrors?: number;
  /** For predictors without a model of their own. @defaultValue `configure`'s */
  readonly lm?: LanguageModel;
  /** Longest time for one example, its model calls included; milliseconds. @defaultValue none */
  readonly timeoutMs?: number;
}

export interface ExampleResult {
  readonly example: Example;
  /** Null when the program failed. */
  readonly prediction: Prediction | null;
  /** As the metric said, booleans as 1 and 0; 0 for a failure. */
  readonly score: number;
  /** Why this example failed; absent when it did not. */
  readonly error?: unknown;
}

export interface Evaluation {
  /** Percent with two decimals, rounded as Python rounds. */
  readonly score: number;
  /** In the order of the devset. */
  readonly results: readonly ExampleResult[];
  /** How many examples failed in the program or the metric. */
  readonly errors: number;
}

/** As many failures as `maxErrors` allows: the mean of the rest would say little. The last one is the `cause`. */
export class EvaluationFailed extends Error {
  override readonly name = 'EvaluationFailed';
}

/** An example did not end within `timeoutMs`. What it still does is left alone. */
export class ExampleTimedOut extends Error {
  override readonly name = 'ExampleTimedOut';

  constructor(code: 'program' | 'metric', timeoutMs: number) {
    super(`The ${code} did not end within ${timeoutMs} milliseconds (timeoutMs).`);
  }
}

const DEFAULT_THREADS = 16;
const DEFAULT_MAX_ERRORS = 10;

/** Runs a program over examples and scores each answer. */
export class Evaluate {
  readonly #options: EvaluateOptions;

  /** @throws InvalidRequest for an empty devset or numbers that are not whole and positive */
  constructor(options: EvaluateOptions) {
    checkOptions(options);
    this.#options = options;
  }

  /**
   * A program or metric that fails on an example scores 0 there and is counted. A model that is away, refuses the key or
   * has no quota is no score: that error ends the evaluation, as does a used-up budget.
   * @throws EvaluationFailed with the failure that reached `maxErrors`
   */
  async run(program: AnyModule): Promise<Evaluation> {
    const { devset, numThreads = configuredDefaults().numThreads ?? DEFAULT_THREADS, lm } = this.#options;
    const results: ExampleResult[] = Array.from({ length: devset.length });
    const failures = new FailureCount(this.#options.maxErrors ?? DEFAULT_MAX_ERRORS);
    const queue = devset.entries();
    const work = async (): Promise<void> => {
      for (const [index, example] of queue) {
        if (failures.isOver) return;
        results[index] = await this.#score(program, example, failures);
      }
    };
    const startThreads = () =>
      Promise.allSettled(Array.from({ length: Math.min(numThreads, devset.length) }, work));
    // Settled, not raced: when one thread fails, no call of the others is left running behind the caller's back.
    const ends = await withCallContext(lm === undefined ? {} : { lm }, startThreads);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return { score: toPercent(results.map((result) => result.score)), results, errors: failures.count };
  }

  async #score(program: AnyModule, example: Example, failures: FailureCount): Promise<ExampleResult> {
    const { metric, timeoutMs } = this.#options;
    let prediction: Prediction | null = null;
    const run = async () => {
      prediction = await program.run(example.inputs());
      return toScore(await metric(example, prediction));
    };
    try {
      const codeUnderWay = () => (prediction === null ? 'program' : 'metric');
      const score = await (timeoutMs === undefined ? run() : inTime(run, timeoutMs, codeUnderWay));
      return { example, prediction, score };
    } catch (error) {
      failures.add(error);
      return { example, prediction, score: 0, error };
    }
  }
}

async function inTime<T>(
  run: () => Promise<T>,
  timeoutMs: number,
  codeUnderWay: () => 'program' | 'metric',
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ExampleTimedOut(codeUnderWay(), timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([late, run()]);
  } finally {
    clearTimeout(timer);
  }
}

class FailureCount {
  count = 0;
  isOver = false;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(error: unknown): void {
    if (isNoScore(error)) {
      this.isOver = true;
      throw error;
    }
    this.count += 1;
    if (this.count < this.#most) return;
    this.isOver = true;
    throw new EvaluationFailed(
      `${this.count} examples failed, which is maxErrors. The last: ${nameOf(error)}. See cause.`,
      { cause: error },
    );
  }
}

/** What the example itself is to blame for, as it would be refused anywhere. */
const EXAMPLE_TO_BLAME: readonly LmErrorClass[] = ['context-length', 'content-filter'];

function isNoScore(error: unknown): boolean {
  if (isLmError(error)) return !EXAMPLE_TO_BLAME.includes(error.errorClass);
  return isBudgetExhausted(error) || isCallNotSent(error) || error instanceof InvalidRequest;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function checkOptions({ devset, metric, ...numbers }: EvaluateOptions): void {
  if (!Array.isArray(devset) || devset.length === 0)
    throw new InvalidRequest('Evaluate: devset is empty. Expected at least one example.');
  if (typeof metric !== 'function')
    throw new InvalidRequest(`Evaluate: expected metric to be a function, but got ${typeof metric}.`);
  const { numThreads = 1, maxErrors = 1, timeoutMs = 1 } = numbers;
  for (const [name, value] of Object.entries({ numThreads, maxErrors, timeoutMs })) {
    if (!Number.isInteger(value) || value < 1)
      throw new InvalidRequest(`Evaluate: expected ${name} to be a whole number from 1, but got ${value}.`);
  }
}
