import { Limiter } from '../../lm/limiter.ts';
import type { PaceBoard } from '../../domain/pace-board.ts';
import type { ServerRule } from './limited-servers.ts';
import { ManualClock } from './manual-clock.ts';

export interface Simulation {
  readonly rule: ServerRule;
  readonly calls: number;
  /** Calls under way in each process. */
  readonly ceiling: number;
  /** Each has a limiter of its own and its share of every wave. @defaultValue 1 */
  readonly processes?: number;
  /** Calls that must all be answered before the next are asked. @defaultValue all */
  readonly wave?: number;
  /** What the processes share. @defaultValue nothing */
  readonly board?: PaceBoard;
}

export interface SimulationOutcome {
  readonly elapsedMs: number;
  readonly refusedShare: number;
}

const REFUSAL_LATENCY_MS = 60;

/** Plays calls against a server's rule, on a clock that takes no time. */
export async function simulateRate(simulation: Simulation): Promise<SimulationOutcome> {
  const { rule, calls, ceiling, processes = 1, wave = calls, board } = simulation;
  const clock = new ManualClock();
  let [sent, refused, answered] = [0, 0, 0];
  const later = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));

  const call = async (limiter: Limiter): Promise<void> => {
    for (;;) {
      const slot = await limiter.acquire({
        ceiling,
        maxWaitMs: Number.POSITIVE_INFINITY,
        ...(board && { board }),
      });
      sent += 1;
      const verdict = rule.admit(clock.nowMs());
      const latencyMs = verdict.ok ? 400 + 800 * clock.random() : REFUSAL_LATENCY_MS;
      await later(latencyMs);
      if (verdict.ok) {
        answered += 1;
        slot.release({ kind: 'answered', latencyMs });
        return;
      }
      refused += 1;
      slot.release({ kind: 'throttled', waitMs: verdict.retryAfterMs });
    }
  };
  const share = async (limiter: Limiter, count: number): Promise<void> => {
    let left = count;
    const one = async (): Promise<void> => {
      for (; left > 0;) {
        left -= 1;
        await call(limiter);
      }
    };
    await Promise.all(Array.from({ length: ceiling }, one));
  };
  const limiters = Array.from({ length: processes }, () => new Limiter(clock, 'model'));
  const all = async (): Promise<void> => {
    for (let done = 0; done < calls; done += wave)
      await Promise.all(limiters.map((limiter) => share(limiter, Math.min(wave, calls - done) / processes)));
  };
  const done = { yet: false };
  void all().then(() => (done.yet = true));
  await clock.runUntil(() => answered >= calls || done.yet);
  return { elapsedMs: clock.nowMs(), refusedShare: refused / sent };
}
