/** Fields of a history that tell about the machine it was recorded on; replay reads none of them. */
const OF_THE_HOST = new Set(['identity', 'stackTrace', 'lastWorkerIdentity']);

interface RecordedEvent {
  readonly activityTaskScheduledEventAttributes?: { input?: unknown };
}

/**
 * A history's JSON, an event a line: without names of processes and paths of files, and without the inputs of
 * activities, which are most of it and which replay does not compare.
 */
export function withoutHost(json: string): string {
  const withoutNames = (key: string, value: unknown) => (OF_THE_HOST.has(key) ? undefined : value);
  const { events } = JSON.parse(json, withoutNames) as { readonly events: readonly RecordedEvent[] };
  for (const { activityTaskScheduledEventAttributes } of events)
    delete activityTaskScheduledEventAttributes?.input;
  return `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}
