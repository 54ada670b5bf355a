import type { PaceBoard } from '../domain/pace-board.ts';
import type { Clock } from './clock.ts';
import { ConcurrencyWindow } from './concurrency-window.ts';
import { CallNotSent } from './errors.ts';
import type { RateFacts } from './rate-headers.ts';
import { Pace } from './pace.ts';

/** How a request that held a slot ended. */
export type SlotOutcome =
  | { readonly kind: 'answered'; readonly latencyMs: number; readonly rate?: RateFacts }
  /** `waitMs` is what the server asked for, 0 when it named no time. */
  | { readonly kind: 'throttled'; readonly waitMs: number }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'failed' }
  /** Given back before anything was sent. */
  | { readonly kind: 'unused' };

/** The right to have one request under way. */
export interface Slot {
  /** Gives the slot back; only the first call counts. */
  release(outcome: SlotOutcome): void;
}

export interface SlotRequest {
  /** Most requests under way; the limit starts there. */
  readonly ceiling: number;
  /** Longest wait while the server has asked everybody to wait. */
  readonly maxWaitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What is known of the pace together with other processes. */
  readonly board?: PaceBoard | undefined;
}

/** The server asked for a longer wait than the caller has time for. */
export class GateClosed extends Error {
  override readonly name = 'GateClosed';
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('The server asked to wait longer than this work can.');
    this.waitMs = waitMs;
  }
}

interface Waiter {
  readonly maxWaitMs: number;
  readonly board: PaceBoard | undefined;
  readonly grant: (slot: Slot) => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Decides when the next request to one model may be sent, first come, first served: a number of requests under way, a
 * gate that the server closes with `Retry-After`, and a pace learned from refusals. One per address, key and model.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #window = new ConcurrencyWindow();
  readonly #pace: Pace;
  readonly #waiting = new Set<Waiter>();
  #underWay = 0;
  #gateOpensAtMs = 0;
  #callOffTimer: (() => void) | null = null;
  #lastSuccessAtMs: number | null = null;
  #throttles = 0;

  /** `scope` names address, key and model to other processes. */
  constructor(clock: Clock, scope: string) {
    this.#clock = clock;
    this.#pace = new Pace(scope);
  }

  /**
   * Waits for a slot.
   * @throws CallNotSent when the signal is aborted first; GateClosed when the server's wait is over `maxWaitMs`
   */
  acquire(request: SlotRequest): Promise<Slot> {
    this.#window.allow(request.ceiling);
    const { signal } = request;
    if (signal?.aborted === true) return Promise.reject(new CallNotSent());
    return new Promise<Slot>((resolve, reject) => {
      const leave = (): void => {
        signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(waiter);
      };
      const waiter: Waiter = {
        maxWaitMs: request.maxWaitMs,
        board: request.board,
        grant: (slot) => {
          leave();
          resolve(slot);
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const onAbort = (): void => waiter.refuse(new CallNotSent());
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiter);
      this.#pump();
    });
  }

  /** What an observer may know. */
  health(): LimiterHealth {
    return {
      lastSuccessAtMs: this.#lastSuccessAtMs,
      limit: this.#window.limit,
      underWay: this.#underWay,
      waiting: this.#waiting.size,
      throttles: this.#throttles,
      gateOpensAtMs: this.#gateOpensAtMs > this.#clock.nowMs() ? this.#gateOpensAtMs : null,
      learnedPerMinute: this.#pace.perMinute,
    };
  }

  #pump(): void {
    this.#callOffTimer?.();
    this.#callOffTimer = null;
    for (const waiter of this.#waiting) {
      if (this.#underWay >= this.#window.limit) return;
      const nowMs = this.#clock.nowMs();
      const atMs = this.#takeTurn(waiter, nowMs);
      if (!this.#waiting.has(waiter)) continue;
      if (atMs > nowMs) {
        this.#callOffTimer = this.#clock.after(atMs - nowMs, () => this.#pump());
        return;
      }
      this.#underWay += 1;
      waiter.grant(this.#newSlot(waiter.board));
    }
  }

  /** When the next request may be sent; not later than now when the turn was taken. Another process may have been told to wait. */
  #takeTurn({ board }: Waiter, nowMs: number): number {
    if (this.#gateOpensAtMs <= nowMs) {
      const atMs = this.#pace.take(nowMs, board);
      if (atMs <= nowMs || atMs !== this.#pace.gateOpensAtMs) return atMs;
      this.#gateOpensAtMs = atMs;
    }
    this.#refuseImpatient(this.#gateOpensAtMs - nowMs);
    return this.#gateOpensAtMs;
  }

  #refuseImpatient(waitMs: number): void {
    for (const waiter of this.#waiting) {
      if (waiter.maxWaitMs < waitMs) waiter.refuse(new GateClosed(waitMs));
    }
  }

  #newSlot(board: PaceBoard | undefined): Slot {
    let held = true;
    return {
      release: (outcome) => {
        if (!held) return;
        held = false;
        this.#underWay -= 1;
        this.#learn(outcome, board);
        this.#pump();
      },
    };
  }

  #learn(outcome: SlotOutcome, board: PaceBoard | undefined): void {
    const nowMs = this.#clock.nowMs();
    if (outcome.kind === 'answered') {
      this.#lastSuccessAtMs = nowMs;
      this.#window.answered(outcome.latencyMs);
      this.#pace.answered(nowMs, board);
      if (outcome.rate !== undefined) this.#heed(outcome.rate, nowMs);
    } else if (outcome.kind === 'throttled') {
      this.#throttles += 1;
      this.#window.throttled(nowMs);
      this.#pace.throttled(nowMs, outcome.waitMs, board);
      this.#closeUntil(nowMs + outcome.waitMs);
    } else if (outcome.kind === 'timed-out') {
      this.#window.timedOut(nowMs);
    }
  }

  /** What is under way may use up all that the server says is left. */
  #heed(rate: RateFacts, nowMs: number): void {
    if (rate.remaining <= this.#underWay) this.#closeUntil(nowMs + rate.resetMs);
  }

  #closeUntil(atMs: number): void {
    this.#gateOpensAtMs = Math.max(this.#gateOpensAtMs, atMs);
    const waitMs = this.#gateOpensAtMs - this.#clock.nowMs();
    if (waitMs > 0) this.#refuseImpatient(waitMs);
  }
}

export interface LimiterHealth {
  /** Milliseconds since 1970; null before the first answer. */
  readonly lastSuccessAtMs: number | null;
  /** Requests allowed under way now. */
  readonly limit: number;
  readonly underWay: number;
  readonly waiting: number;
  /** Refusals for being too many, so far. */
  readonly throttles: number;
  /** Set while the server has asked everybody to wait. */
  readonly gateOpensAtMs: number | null;
  readonly learnedPerMinute: number | null;
}
