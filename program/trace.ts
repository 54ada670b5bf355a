import type { TraceStep } from './call-context.ts';

/** Where each step of a trace stands in the order of starts. */
const startNumbers = new WeakMap<TraceStep, number>();
let started = 0;

/** Notes that a call starts. Calls that run at the same time finish in any order; a trace must not depend on it. */
export function startNumber(): number {
  started += 1;
  return started;
}

/** Puts a finished call at its place among those that started before and after it. */
export function recordStep(trace: TraceStep[], step: TraceStep, number: number): void {
  startNumbers.set(step, number);
  let place = trace.length;
  while (place > 0 && (startNumbers.get(trace[place - 1] as TraceStep) ?? 0) > number) place -= 1;
  trace.splice(place, 0, step);
}
