import { BudgetExhausted } from '../../domain/errors.ts';
import type { CallLedger, PlannedCall, SettledCall } from '../../domain/call-ledger.ts';

/** A ledger in memory that writes down what it is told. */
export class ScriptedLedger implements CallLedger {
  readonly reserved: PlannedCall[] = [];
  readonly settled: SettledCall[] = [];
  readonly failed: string[] = [];
  hits = 0;
  readonly #maxCalls: number;

  constructor(maxCalls = Number.POSITIVE_INFINITY) {
    this.#maxCalls = maxCalls;
  }

  reserve(call: PlannedCall): number {
    if (this.reserved.length >= this.#maxCalls) throw new BudgetExhausted('maxLmCalls');
    return this.reserved.push(call);
  }

  settle(_entry: number, call: SettledCall): void {
    this.settled.push(call);
  }

  fail(_entry: number, errorClass: string): void {
    this.failed.push(errorClass);
  }

  recordHit(): void {
    this.hits += 1;
  }
}
