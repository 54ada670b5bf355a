import type { NightEventKind, NightOutcome } from '../domain/night.ts';

/** What is told of an outcome; nothing of those that nobody waits for. */
const EVENT_OF = {
  promoted: 'promoted',
  superseded: 'superseded',
  kept: 'kept',
  rejected: 'kept',
  unanswered: 'kept',
  failed: 'failed',
  cancelled: null,
  skipped: null,
} as const satisfies { readonly [outcome in NightOutcome]: NightEventKind | null };

export function eventOf(outcome: NightOutcome): NightEventKind | null {
  return EVENT_OF[outcome];
}

/** The night ends here, with nothing promoted; caught once in the story. */
export class NightEnding extends Error {
  override readonly name = 'NightEnding';
  readonly outcome: NightOutcome;
  readonly event: NightEventKind | null;

  constructor(outcome: NightOutcome, reason: string, event = eventOf(outcome)) {
    super(reason);
    this.outcome = outcome;
    this.event = event;
  }
}
