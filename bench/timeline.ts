import type { Client } from '@temporalio/client';

/** One activity as the history has it; milliseconds since 1970. */
export interface Step {
  readonly activity: string;
  readonly scheduledMs: number;
  readonly startedMs: number;
  readonly completedMs: number;
}

/** When a run's workflow began and ended, and its activities in between, over continue-as-new. */
export interface Timeline {
  readonly startMs: number;
  readonly endMs: number;
  readonly steps: readonly Step[];
  readonly events: number;
}

type Event = NonNullable<Awaited<ReturnType<typeof eventsOf>>['events']>[number];

/** Reads the history of a run's latest execution and of those it continued. */
export async function readTimeline(client: Client, workflowId: string): Promise<Timeline> {
  const events: Event[] = [];
  for (let runId: string | undefined; ;) {
    const own = (await eventsOf(client, workflowId, runId)).events ?? [];
    events.unshift(...own);
    runId = own[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
    if (!runId) break;
  }
  return {
    startMs: timeOf(events[0]),
    endMs: timeOf(events.at(-1)),
    steps: stepsOf(events),
    events: events.length,
  };
}

async function eventsOf(client: Client, workflowId: string, runId: string | undefined) {
  return client.workflow.getHandle(workflowId, runId).fetchHistory();
}

/** Event ids start anew in each execution; an activity's three events are never in two of them. */
function stepsOf(events: readonly Event[]): Step[] {
  const scheduled = new Map<string, Event>();
  const started = new Map<string, Event>();
  const steps: Step[] = [];
  for (const event of events) {
    if (event.workflowExecutionStartedEventAttributes) scheduled.clear();
    if (event.activityTaskScheduledEventAttributes) scheduled.set(String(event.eventId), event);
    const begun = event.activityTaskStartedEventAttributes;
    if (begun) started.set(String(begun.scheduledEventId), event);
    const done = event.activityTaskCompletedEventAttributes;
    if (!done) continue;
    const id = String(done.scheduledEventId);
    const order = scheduled.get(id);
    steps.push({
      activity: order?.activityTaskScheduledEventAttributes?.activityType?.name ?? 'unknown',
      scheduledMs: timeOf(order),
      startedMs: timeOf(started.get(id)),
      completedMs: timeOf(event),
    });
  }
  return steps;
}

function timeOf(event: Event | undefined): number {
  const { seconds = 0, nanos = 0 } = event?.eventTime ?? {};
  return Number(seconds) * 1000 + Number(nanos) / 1e6;
}
