import type { Rng } from '../../optimizer/rng.ts';
import type { StopReason } from '../../domain/run.ts';
import type { CrewOptions } from '../crash/crew.ts';
import type { CheckOptions } from '../evidence/check-options.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Finding, InvariantName } from '../evidence/violation.ts';
import type { Arena } from './arena.ts';

/** One row of the fault plan: what is done to a run, and what must hold beside the ten invariants. */
export interface ChaosFault {
  /** As the plan has it: `R1`. */
  readonly id: string;
  readonly title: string;
  /** How durations of the plan are shortened here; told in the table. */
  readonly scaled?: string;
  /** Tried in turn, each at least once. @defaultValue one, without a name */
  readonly variants?: readonly string[];
  /** What differs from one worker, one client and 20 ms a call. */
  readonly crew?: (setting: Setting) => Partial<CrewOptions>;
  /** Done while the run is under way; returns when everything is mended that a supervisor or a person would mend. */
  readonly inject: (arena: Arena) => Promise<void>;
  /** Waits for the end and ends the workers. @defaultValue `crew.finish()`, which must be completed */
  readonly finish?: (arena: Arena) => Promise<StopReason>;
  /** How the run must end. @defaultValue 'completed' */
  readonly endsAs?: StopReason;
  /** Invariants that this fault contradicts by what it is; the reason stands beside it. */
  readonly waives?: readonly InvariantName[];
  /** What the checker must know beside the wounds. */
  readonly allows?: (scene: Scene) => CheckOptions;
  /** Findings are violations of what the plan expects of this fault. */
  readonly judge?: (scene: Scene) => readonly Finding[];
}

/** What is drawn and known before anything starts. */
export interface Setting {
  readonly binary: string;
  readonly variant: string;
  readonly chance: Rng;
  /** Run on leaving the arena, last first. */
  readonly atEnd: (undo: () => Promise<void> | void) => void;
  /** Things that `crew` makes and `inject` uses. */
  readonly props: Map<string, unknown>;
}

/** What a run has left behind, and where it happened. */
export interface Scene {
  readonly arena: Arena;
  readonly evidence: Evidence;
}
