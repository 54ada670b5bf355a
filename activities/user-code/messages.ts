import type { JsonObject } from '../../domain/json.ts';
import type { Fingerprint } from '../../domain/run.ts';
import type { OutgoingCall } from '../../lm/call-scope.ts';
import type { LmResponse } from '../../lm/language-model.ts';
import type { PlainError } from './plain-error.ts';
import type { NamedOverlay, Role } from './user-code.ts';

/** What a child is started with. Plain data, as all that crosses. */
export interface Start {
  readonly file: string;
  readonly beatEveryMs: number;
  readonly memoryMb: number;
  /** Of the code that the parent has loaded. */
  readonly expected: Fingerprint;
  readonly loader: string;
}

/** What a night puts in the place of the task's own. */
export interface CodeVariant {
  readonly key: string;
  /** A saved program, as JSON text; null: the task's own. */
  readonly program: string | null;
  /** The name of a further metric; null: the task's own. */
  readonly metric: string | null;
}

export interface PlainExample {
  readonly fields: JsonObject;
  readonly inputs: readonly string[];
}

export type Work = { readonly example: PlainExample; readonly variant: CodeVariant | null } & (
  | { readonly kind: 'run'; readonly role: Role; readonly overlay: NamedOverlay; readonly withTrace: boolean }
  | { readonly kind: 'call' }
  | { readonly kind: 'reach-model'; readonly role: Role }
  | { readonly kind: 'judge-labels' }
);

export type ToChild =
  | { readonly kind: 'work'; readonly job: number; readonly work: Work }
  | { readonly kind: 'answer'; readonly call: number; readonly response: LmResponse }
  | { readonly kind: 'refusal'; readonly call: number; readonly error: PlainError };

export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly error: PlainError }
  /** While there is work: this process still takes turns. */
  | { readonly kind: 'beat' }
  /** The program has answered, and the metric is asked next. */
  | { readonly kind: 'answered'; readonly job: number }
  | { readonly kind: 'call'; readonly job: number; readonly call: number; readonly outgoing: OutgoingCall }
  | { readonly kind: 'done'; readonly job: number; readonly outcome: unknown }
  /** An error outside of all work, such as in a timer; it ends. */
  | { readonly kind: 'threw' }
  | { readonly kind: 'thrown'; readonly job: number; readonly error: PlainError };
