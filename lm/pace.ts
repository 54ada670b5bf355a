import { isStoreFailed } from '../domain/errors.ts';
import type { PaceBoard, PaceState } from '../domain/pace-board.ts';
import { afterAnswer, afterRefusal, isForgotten, NOTHING_KNOWN, takeTurn, together } from './pace-state.ts';

/** How soon a process that was not refused itself heeds what another one has learned. */
const LOOK_EVERY_MS = 250;

/**
 * The rate that a server refusing with 429 seems to allow: answers in the stretch that ended with the refusal, over the
 * stretch plus the wait the server asked for. Requests are then spread evenly, because limits may be enforced by the
 * second. Kept in this process until someone was refused, then on the board that all processes share, if there is one.
 */
export class Pace {
  readonly #scope: string;
  #state: PaceState = NOTHING_KNOWN;
  /** The board that holds the state; null while this process keeps it for itself. */
  #keptOn: PaceBoard | null = null;
  #lookAtMs = Number.NEGATIVE_INFINITY;

  constructor(scope: string) {
    this.#scope = scope;
  }

  /** Takes the turn for one request if there is one. @returns when to ask again; not later than now when it was taken */
  take(nowMs: number, board?: PaceBoard): number {
    if (board !== undefined && this.#isOn(board, nowMs)) {
      let atMs = nowMs;
      this.#changeOn(board, (state) => {
        const turn = takeTurn(state, nowMs);
        atMs = turn.atMs;
        return turn.state;
      });
      return atMs;
    }
    const turn = takeTurn(this.#state, nowMs);
    this.#state = turn.state;
    return turn.atMs;
  }

  answered(nowMs: number, board?: PaceBoard): void {
    if (board !== undefined && this.#isOn(board, nowMs)) this.#changeOn(board, afterAnswer);
    else this.#state = afterAnswer(this.#state);
  }

  throttled(nowMs: number, waitMs: number, board?: PaceBoard): void {
    const change = (state: PaceState) => afterRefusal(state, nowMs, waitMs);
    if (board === undefined) {
      this.#state = change(this.#state);
      return;
    }
    this.#join(board);
    this.#changeOn(board, change);
  }

  /** Milliseconds since 1970, as this process knows it. */
  get gateOpensAtMs(): number {
    return this.#state.gateOpensAtMs;
  }

  /** Requests per minute now allowed; null when nothing was learned. */
  get perMinute(): number | null {
    return this.#state.perMs === null ? null : this.#state.perMs * 60_000;
  }

  #isOn(board: PaceBoard, nowMs: number): boolean {
    if (this.#keptOn === board) return true;
    if (nowMs < this.#lookAtMs) return false;
    this.#lookAtMs = nowMs + LOOK_EVERY_MS;
    const there = unlessStoreFailed(() => board.read(this.#scope));
    if (there === null || isForgotten(there)) return false;
    this.#join(board);
    return true;
  }

  #join(board: PaceBoard): void {
    if (this.#keptOn === board) return;
    const own = this.#state;
    this.#keptOn = board;
    this.#write(board, (there) => together(there, own));
  }

  /** A state that says nothing any more is left behind: each process counts for itself again. */
  #changeOn(board: PaceBoard, change: (state: PaceState) => PaceState): void {
    this.#write(board, (there) => change(there ?? this.#state));
    if (isForgotten(this.#state)) this.#keptOn = null;
  }

  /** With a store that cannot be written each process goes by what it knows: the pace is an aid, calls do not depend on it. */
  #write(board: PaceBoard, change: (there: PaceState | null) => PaceState): void {
    this.#state = unlessStoreFailed(() => board.change(this.#scope, change)) ?? change(this.#state);
  }
}

function unlessStoreFailed<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!isStoreFailed(error)) throw error;
    return null;
  }
}
