import { codePlace } from '../program/code-place.ts';

const OURS: readonly string[] = ['InvalidRequest', 'MetricInvalid'];

/**
 * An error in words that may be stored and shown: our own messages, but of a user's error only its kind and place,
 * since its message may quote the example.
 */
export function kindOfError(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is not an Error.';
  if (OURS.includes(error.name)) return error.message;
  const place = codePlace(error);
  return place === '' ? `${error.name}.` : `${error.name} at ${place}.`;
}
