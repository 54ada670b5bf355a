import type { ChatMessage, FinishReason } from './language-model.ts';

/** One answered call as `inspectHistory` shows it. Lives in memory only. */
export interface RecordedCall {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number | null;
  readonly cached: boolean;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

const KEPT = 1000;
const ring: RecordedCall[] = [];
let next = 0;

/** Remembers a call; the oldest of a thousand gives way. */
export function recordCall(call: RecordedCall): void {
  ring[next] = call;
  next = (next + 1) % KEPT;
}

/** The last `count` calls of this process, oldest first. */
export function recentCalls(count = 1): readonly RecordedCall[] {
  const ordered = [...ring.slice(next), ...ring.slice(0, next)];
  return count <= 0 ? [] : ordered.slice(-count);
}
