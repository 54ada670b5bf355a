import { rng } from '../../optimizer/rng.ts';
import { CANARIES } from '../crash/canaries.ts';
import { createCrew } from '../crash/crew.ts';
import { messageOf } from '../crash/message-of.ts';
import { recoveries } from '../crash/recovery.ts';
import type { Undisturbed } from '../crash/undisturbed-run.ts';
import { checkEvidence } from '../evidence/check-evidence.ts';
import type { CheckOptions } from '../evidence/check-options.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { countRequests } from '../evidence/request-counts.ts';
import type { Finding } from '../evidence/violation.ts';
import { openArena, type Arena } from './arena.ts';
import type { ChaosFault, Setting } from './fault.ts';

/** How one run with one fault went. */
export interface ChaosRun {
  readonly fault: string;
  readonly variant: string;
  /** Null where the fault makes the program another one. */
  readonly same: boolean | null;
  readonly repeats: number;
  readonly recoveredAfterMs: readonly number[];
  readonly wallMs: number;
  /** Null where there is nothing to compare with. */
  readonly overUndisturbedMs: number | null;
  readonly notes: Readonly<Record<string, number>>;
  /** What contradicts an invariant, or the plan. Empty for a clean run. */
  readonly wrong: readonly string[];
}

export interface ChaosRunOptions {
  readonly binary: string;
  readonly calm: Undisturbed;
  readonly seed: number;
  /** From 0. */
  readonly number: number;
}

const LATENCY = { latencyMs: 20, jitterMs: 10 };

export async function chaosRun(fault: ChaosFault, options: ChaosRunOptions): Promise<ChaosRun> {
  const { binary, calm, seed, number } = options;
  const undo: (() => Promise<void> | void)[] = [];
  const variants = fault.variants ?? [''];
  const setting: Setting = {
    binary,
    variant: variants[number % variants.length] ?? '',
    chance: rng(seed, fault.id, number),
    atEnd: (step) => void undo.unshift(step),
    props: new Map(),
  };
  const model = { ...LATENCY, seed: seed + number };
  const crew = await createCrew({ binary, deployment: 'fleet', model, ...fault.crew?.(setting) });
  const arena = openArena({ crew, calm, setting });
  const startedAt = performance.now();
  const facts = () => {
    const wallMs = Math.round(performance.now() - startedAt);
    return { fault: fault.id, variant: setting.variant, wallMs, overUndisturbedMs: wallMs - calm.wallMs };
  };
  try {
    crew.start();
    await fault.inject(arena);
    const stoppedBecause = await (fault.finish?.(arena) ?? crew.finish());
    const timed = facts();
    const judged = judge(fault, arena, await crew.evidence());
    const expected = fault.endsAs ?? 'completed';
    const end = stoppedBecause === expected ? [] : [`it ended as ${stoppedBecause}, not as ${expected}`];
    return { ...timed, ...judged, wrong: [...end, ...judged.wrong] };
  } catch (error) {
    const nothing = { same: false, repeats: 0, recoveredAfterMs: [], notes: Object.fromEntries(arena.notes) };
    return { ...facts(), ...nothing, wrong: [messageOf(error)] };
  } finally {
    await undoAll(undo);
    await crew.remove();
  }
}

async function undoAll(undo: (() => Promise<void> | void)[]): Promise<void> {
  for (let step = undo.shift(); step !== undefined; step = undo.shift()) await step();
}

function judge(fault: ChaosFault, arena: Arena, evidence: Evidence) {
  const waived: readonly string[] = fault.waives ?? [];
  const options = checkOptions(fault, arena, evidence);
  const violations = checkEvidence(evidence, options).filter(({ invariant }) => !waived.includes(invariant));
  const { repeats } = countRequests(evidence.requests, { atOnceMs: options.atOnceMs ?? 0 });
  return {
    same: waived.includes('I3') ? null : evidence.files.program === arena.calm.program,
    repeats,
    recoveredAfterMs: recoveries(evidence.requests, arena.wounds).flatMap(
      ({ recoveredAfterMs }) => recoveredAfterMs ?? [],
    ),
    notes: Object.fromEntries(arena.notes),
    wrong: [
      ...violations.map((violation) => inWords(violation.invariant, violation)),
      ...(fault.judge?.({ arena, evidence }) ?? []).map((finding) => inWords(fault.id, finding)),
    ],
  };
}

function checkOptions(fault: ChaosFault, arena: Arena, evidence: Evidence): CheckOptions {
  return {
    undisturbed: arena.calm.program,
    inFlightAtFaults: arena.wounds.reduce((sum, { mayRepeat }) => sum + mayRepeat, 0),
    canaries: CANARIES,
    ...fault.allows?.({ arena, evidence }),
  };
}

function inWords(name: string, { what, numbers }: Finding): string {
  return `${name}: ${what} ${JSON.stringify(numbers)}`;
}
