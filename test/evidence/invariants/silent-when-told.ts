import type { CheckOptions } from '../check-options.ts';
import type { Evidence, HistoryEvidence, Order } from '../evidence.ts';
import { unless, type Finding } from '../violation.ts';

const GRACE_MS = 2_000;

interface Silence {
  readonly why: 'paused' | 'stopped' | 'cancelled' | 'ended';
  readonly fromMs: number;
  readonly toMs: number;
}

/** I6: between an order to send nothing, with some grace, and what ends that order, no request comes. */
export function silentWhenTold(evidence: Evidence, { graceMs = GRACE_MS }: CheckOptions): readonly Finding[] {
  return silencesOf(evidence.histories).flatMap(({ why, fromMs, toMs }) => {
    const broken = evidence.requests.filter(({ timeMs }) => timeMs > fromMs + graceMs && timeMs < toMs);
    const latest = Math.max(...broken.map(({ timeMs }) => timeMs - fromMs));
    return unless(broken.length === 0, `requests came while the run was ${why}`, {
      requests: broken.length,
      latestAfterMs: latest,
      graceMs,
    });
  });
}

/** An order outlives continue-as-new, an end lasts until the next history begins. */
function silencesOf(histories: readonly HistoryEvidence[]): readonly Silence[] {
  const orders = histories.flatMap((history) => history.orders).toSorted((a, b) => a.atMs - b.atMs);
  const ends = histories.flatMap(({ closedAtMs }, index): Silence[] => {
    if (closedAtMs === null) return [];
    return [{ why: 'ended', fromMs: closedAtMs, toMs: histories[index + 1]?.startedAtMs ?? Infinity }];
  });
  const told = orders.flatMap((order, index): Silence[] => {
    const why = silenceAfter(order);
    if (why === null) return [];
    const toMs = Math.min(endOfOrder(orders.slice(index + 1), why), endOfHistory(histories, order));
    return [{ why, fromMs: order.atMs, toMs }];
  });
  return [...told, ...ends];
}

function silenceAfter({ name }: Order): Exclude<Silence['why'], 'ended'> | null {
  if (name === 'pause') return 'paused';
  if (name === 'stop now') return 'stopped';
  return name === 'cancel' ? 'cancelled' : null;
}

function endOfOrder(later: readonly Order[], why: Silence['why']): number {
  const resumed = later.find(
    ({ name }) => why === 'paused' && (name === 'resume' || name.startsWith('stop')),
  );
  return resumed?.atMs ?? Infinity;
}

/** A pause is carried over to the next history; a stop or cancel ends with its own, and `ended` takes over. */
function endOfHistory(histories: readonly HistoryEvidence[], { name, atMs }: Order): number {
  if (name === 'pause') return Infinity;
  const own = histories.find(({ closedAtMs }) => (closedAtMs ?? Infinity) >= atMs);
  return own?.closedAtMs ?? Infinity;
}
