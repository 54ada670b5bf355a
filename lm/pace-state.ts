import type { PaceState } from '../domain/pace-board.ts';

/** A little below what was measured: the measured rate itself would be refused about every second time. */
const MARGIN = 0.95;
/**
 * At this age a learned rate has doubled; at twice this age it is nine times as high, and then forgotten. A rate that
 * was measured over a short stretch is less certain and grows sooner: after five times its stretch.
 */
const DOUBLING_MS = { least: 60_000, most: 5 * 60_000, perStretch: 5 };
/** A rate that was only guessed, since nothing was answered: after a storm of refusals the old one is back within 20 s. */
const DOUBLING_OF_GUESS_MS = 10_000;
const FORGET_FACTOR = 9;
const LEAST_WINDOW_MS = 1000;
/** An outage must not teach that one request an hour is allowed: beyond this, only the server's own waits count. */
const SLOWEST_PER_MS = 1 / 10_000;

/** Without a request for so long counting begins anew: a rate over idle hours would be next to nothing. */
const IDLE_MS = 60_000;
/** A longer one is heeded only by the process that was told: another's clock may be days ahead. */
const LONGEST_GATE_MS = 3_600_000;

export const NOTHING_KNOWN: PaceState = {
  stretchStartMs: null,
  answers: 0,
  learnAtMs: null,
  perMs: null,
  learnedAtMs: 0,
  doublingMs: DOUBLING_MS.most,
  lastSentMs: null,
  gateOpensAtMs: 0,
};

export interface Turn {
  readonly state: PaceState;
  /** Not later than now when the turn was taken; otherwise when to ask again. */
  readonly atMs: number;
}

/** Takes the turn for one request, if there is one now. Pure. */
export function takeTurn(before: PaceState, nowMs: number): Turn {
  const state = upToDate(before, nowMs);
  const gateOpensAtMs = state.gateOpensAtMs > nowMs + LONGEST_GATE_MS ? 0 : state.gateOpensAtMs;
  const atMs = Math.max(gateOpensAtMs, nextSendAtMs(state, nowMs));
  if (atMs > nowMs) return { state, atMs };
  const { lastSentMs, stretchStartMs } = state;
  const isFresh = stretchStartMs === null || (lastSentMs !== null && nowMs - lastSentMs > IDLE_MS);
  const counted = isFresh ? { ...state, stretchStartMs: nowMs, answers: 0 } : state;
  return { state: { ...counted, lastSentMs: nowMs }, atMs };
}

export function afterAnswer(state: PaceState): PaceState {
  return { ...state, answers: state.answers + 1 };
}

/** Learning waits until the gate opens again: by then the answers still under way are counted too. Pure. */
export function afterRefusal(state: PaceState, nowMs: number, waitMs: number): PaceState {
  const until = nowMs + Math.max(waitMs, LEAST_WINDOW_MS);
  return {
    ...state,
    learnAtMs: Math.max(state.learnAtMs ?? 0, until),
    gateOpensAtMs: Math.max(state.gateOpensAtMs, nowMs + waitMs),
  };
}

/** What one process has counted for itself joins what others have. Pure. */
export function together(there: PaceState | null, own: PaceState): PaceState {
  if (there === null || isForgotten(there)) return own;
  const starts = [there.stretchStartMs, own.stretchStartMs].filter((start) => start !== null);
  return {
    ...there,
    answers: there.answers + own.answers,
    stretchStartMs: starts.length === 0 ? null : Math.min(...starts),
    gateOpensAtMs: Math.max(there.gateOpensAtMs, own.gateOpensAtMs),
  };
}

/** True when it says nothing that a process of its own would not know. */
export function isForgotten({ perMs, learnAtMs }: PaceState): boolean {
  return perMs === null && learnAtMs === null;
}

/** A clock that was set back must not make anybody wait for the time before. */
function nextSendAtMs({ perMs, lastSentMs, learnedAtMs, doublingMs }: PaceState, nowMs: number): number {
  if (perMs === null || lastSentMs === null) return nowMs;
  return Math.ceil(
    Math.min(lastSentMs, nowMs) + 1 / (perMs * MARGIN * growth(nowMs - learnedAtMs, doublingMs)),
  );
}

/** The rate creeps up slowly at first, faster later, so that a limit that was lifted is found out. */
function growth(ageMs: number, doublingMs: number): number {
  return 1 + (Math.max(0, ageMs) / doublingMs) ** 3;
}

function upToDate(state: PaceState, nowMs: number): PaceState {
  const learned =
    state.learnAtMs !== null && nowMs >= state.learnAtMs ? learn(state, state.learnAtMs) : state;
  const isOld = growth(nowMs - learned.learnedAtMs, learned.doublingMs) > FORGET_FACTOR;
  return learned.perMs !== null && isOld ? { ...learned, perMs: null } : learned;
}

function learn(state: PaceState, atMs: number): PaceState {
  const stretchMs = atMs - (state.stretchStartMs ?? atMs);
  return {
    ...state,
    perMs: measured(state, stretchMs),
    doublingMs: state.answers === 0 ? DOUBLING_OF_GUESS_MS : doublingOf(stretchMs),
    learnedAtMs: atMs,
    stretchStartMs: atMs,
    answers: 0,
    learnAtMs: null,
  };
}

function measured({ answers, perMs }: PaceState, stretchMs: number): number | null {
  if (answers > 0 && stretchMs > 0) return Math.max(SLOWEST_PER_MS, answers / stretchMs);
  // No answer at all between two refusals says only that the rate was too high.
  return perMs === null ? null : Math.max(SLOWEST_PER_MS, perMs / 2);
}

function doublingOf(stretchMs: number): number {
  return Math.min(DOUBLING_MS.most, Math.max(DOUBLING_MS.least, stretchMs * DOUBLING_MS.perStretch));
}
