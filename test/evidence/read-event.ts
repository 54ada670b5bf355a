import type { History } from '@temporalio/common/lib/proto-utils.js';

export type HistoryEvent = NonNullable<History['events']>[number];

/** The attributes of an event, when it is of that kind. */
export function attributesOf(event: HistoryEvent, name: string): Record<string, unknown> | undefined {
  const attributes = (event as Record<string, unknown>)[name];
  return typeof attributes === 'object' && attributes !== null
    ? (attributes as Record<string, unknown>)
    : undefined;
}

/** Milliseconds since 1970. */
export function eventTimeMs({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1e6;
}

interface Payloads {
  readonly payloads?: readonly { readonly data?: Uint8Array | null }[] | null;
}

/** The first value of an event's payloads, which are JSON; undefined when there is none. */
export function firstValue(payloads: unknown): unknown {
  const data = (payloads as Payloads | null | undefined)?.payloads?.[0]?.data;
  return data ? (JSON.parse(Buffer.from(data).toString('utf8')) as unknown) : undefined;
}
