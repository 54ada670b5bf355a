import type { Client } from '@temporalio/client';
import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import type { HistoryEvidence } from './evidence.ts';
import { readAttempts } from './read-attempts.ts';
import { readCells } from './read-cells.ts';
import { attributesOf, eventTimeMs, type HistoryEvent } from './read-event.ts';
import { readOrders } from './read-orders.ts';
import { unpackPayloads } from './unpack-payloads.ts';

const CLOSED = ['Completed', 'Failed', 'TimedOut', 'Canceled', 'Terminated', 'ContinuedAsNew'].map(
  (how) => `workflowExecution${how}EventAttributes`,
);

/** The latest history of a run and those that it continues, oldest first. */
export async function readHistories(
  client: Client,
  { home, runId }: { readonly home: string; readonly runId: string },
): Promise<readonly HistoryEvidence[]> {
  const histories: HistoryEvidence[] = [];
  for (let executionId: string | undefined; ;) {
    const handle = client.workflow.getHandle(runId, executionId);
    const [history, description] = [await handle.fetchHistory(), await handle.describe()];
    histories.unshift(
      await toEvidence(history, {
        home,
        executionId: description.runId,
        bytes: description.historySize ?? 0,
      }),
    );
    executionId = continuedFrom(history);
    if (executionId === undefined) return histories;
  }
}

function continuedFrom({ events }: History): string | undefined {
  const started = attributesOf(events?.[0] ?? {}, 'workflowExecutionStartedEventAttributes');
  const before = started?.['continuedExecutionRunId'];
  return typeof before === 'string' && before !== '' ? before : undefined;
}

interface Known {
  readonly home: string;
  readonly executionId: string;
  readonly bytes: number;
}

async function toEvidence(history: History, { home, executionId, bytes }: Known): Promise<HistoryEvidence> {
  const events = (history.events ?? []) as readonly HistoryEvent[];
  const [first, last] = [events[0], events.at(-1)];
  const parts = partsOf(history);
  await unpackPayloads(history);
  return {
    executionId,
    startedAtMs: first === undefined ? 0 : eventTimeMs(first),
    closedAtMs:
      last !== undefined && CLOSED.some((name) => attributesOf(last, name)) ? eventTimeMs(last) : null,
    events: events.length,
    bytes,
    largestPayloadBytes: Math.max(0, ...parts.payloads.map(({ length }) => length)),
    orders: readOrders(events),
    cells: readCells(events, home),
    attempts: readAttempts(events),
    raw: parts.texts.join('\n'),
    decoded: decodedText(history),
  };
}

function decodedText(history: History): string {
  return historyToJSON(history).replaceAll(/"data": "([A-Za-z0-9+/=]+)"/g, (_, data: string) =>
    Buffer.from(data, 'base64').toString('utf8'),
  );
}

interface Parts {
  /** Every string and every run of bytes, as text. */
  readonly texts: string[];
  readonly payloads: Uint8Array[];
}

function partsOf(value: unknown, parts: Parts = { texts: [], payloads: [] }): Parts {
  if (typeof value === 'string') parts.texts.push(value);
  else if (value instanceof Uint8Array) {
    parts.texts.push(Buffer.from(value).toString('utf8'));
    parts.payloads.push(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, entry] of Object.entries(value)) {
      parts.texts.push(name);
      partsOf(entry, parts);
    }
  }
  return parts;
}
