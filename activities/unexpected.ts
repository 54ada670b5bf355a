import { ApplicationFailure } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';

/** How an error that nobody expected travels; `workers/quiet-runtime.ts` prints it. */
const UNEXPECTED = 'Unexpected';

/**
 * An error of unknown kind without its words, which may quote an answer or a row, as those of `JSON.parse` do: its kind
 * and the lines of code that led to it. Temporal's own failures stay as they are.
 */
export function unexpected(error: unknown): unknown {
  if (error instanceof TemporalFailure) return error;
  const name = error instanceof Error ? error.name : typeof error;
  const failure = ApplicationFailure.create({
    type: UNEXPECTED,
    message: `${/^\w{1,60}$/.test(name) ? name : 'Error'}; it is tried again. The stack of this failure says where.`,
  });
  failure.stack = framesOf(error);
  return failure;
}

/** A stack begins with the error's words; where it does not, nothing of it is certain. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error) || error.stack === undefined) return '';
  const { name, message, stack } = error;
  const heads = [`${name}: ${message}\n`, `${error.constructor.name}: ${message}\n`, `${name}\n`];
  const head = heads.find((words) => stack.startsWith(words));
  return head === undefined ? '' : stack.slice(head.length);
}
