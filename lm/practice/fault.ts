/** The ways in which the practice server can fail a request. */
export type FaultKind =
  | 'status429'
  | 'status500'
  | 'status401'
  | 'status404'
  | 'quota'
  | 'context-length'
  | 'hang'
  | 'drip'
  | 'drop'
  | 'drop-in-body'
  | 'truncated-body'
  | 'html'
  | 'empty'
  | 'no-choices'
  | 'error-in-200'
  | 'wrong-schema'
  | 'refusal'
  | 'content-filter'
  | 'redirect';

/**
 * Which requests fail: the k-th, every k-th, all from one to another (both included), or those whose message contents
 * match a regular expression. Requests are counted from 1, in the order of arrival.
 */
export type FaultMoment =
  | number
  | { readonly every: number }
  | { readonly from: number; readonly to?: number }
  | { readonly messageMatches: string };

export interface Fault {
  readonly at: FaultMoment;
  readonly kind: FaultKind;
  /** For `status429`: sent as `Retry-After`; absent means no such header. */
  readonly retryAfterS?: number;
  /** For `redirect`. @defaultValue a path of the same server that counts its visits */
  readonly location?: string;
}

/** A request as faults see it. */
export interface Arrival {
  /** From 1. */
  readonly sequence: number;
  /** All message contents, joined by line breaks. */
  readonly text: string;
}

function strikes(at: FaultMoment, { sequence, text }: Arrival): boolean {
  if (typeof at === 'number') return sequence === at;
  if ('every' in at) return sequence % at.every === 0;
  if ('from' in at) return sequence >= at.from && sequence <= (at.to ?? Infinity);
  return new RegExp(at.messageMatches).test(text);
}

/** The first fault that applies, or undefined. Pure. */
export function faultFor(faults: readonly Fault[], arrival: Arrival): Fault | undefined {
  return faults.find(({ at }) => strikes(at, arrival));
}
