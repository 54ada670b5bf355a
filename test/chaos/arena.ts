import type { Rng } from '../../optimizer/rng.ts';
import type { Fault as ModelFault } from '../../lm/practice/index.ts';
import { NUM_THREADS, type Crew, type VictimKind } from '../crash/crew.ts';
import { strikeAt, untilAsked, type Strike } from '../crash/strike.ts';
import { mayRepeat } from '../crash/recovery.ts';
import type { Undisturbed } from '../crash/undisturbed-run.ts';
import type { Setting } from './fault.ts';

/** A moment at which a run was hurt, or healed if that is when recovery begins. */
export interface Wound extends Strike<string> {
  /** Answers that it may make the run pay for again. */
  readonly mayRepeat: number;
}

/** A run under way, and what can be done to it. */
export interface Arena {
  readonly crew: Crew;
  readonly calm: Undisturbed;
  readonly variant: string;
  readonly chance: Rng;
  readonly wounds: readonly Wound[];
  /** Numbers of this fault, for the report. */
  readonly notes: Map<string, number>;
  readonly props: Setting['props'];
  /** Waits until this share of an undisturbed run's questions has come. */
  untilShare(share: number): Promise<void>;
  /** A share between the two, drawn from the seed. */
  shareBetween(least: number, most: number): number;
  /** Kills at that share and brings back a second later. */
  kill(kind: VictimKind, at: { readonly share: number; readonly worker?: number }): Promise<void>;
  /** Notes a moment from which on repeats count and recovery is measured. */
  wound(mayRepeat: number): void;
  /** All following requests fail in this way until `setFaults([])`. */
  setFaults(faults: readonly ModelFault[]): void;
}

export interface ArenaParts {
  readonly crew: Crew;
  readonly calm: Undisturbed;
  readonly setting: Setting;
}

const LONGEST_DELAY_MS = 120;

export function openArena({ crew, calm, setting }: ArenaParts): Arena {
  const { chance } = setting;
  const wounds: Wound[] = [];
  const inRequests = (share: number) => Math.ceil(share * calm.requests);
  return {
    crew,
    calm,
    variant: setting.variant,
    chance,
    wounds,
    notes: new Map(),
    props: setting.props,
    untilShare: (share) => untilAsked(crew, inRequests(share)),
    shareBetween: (least, most) => least + (most - least) * chance.unit(),
    kill: async (kind, { share, worker = 0 }) => {
      const delayMs = chance.below(LONGEST_DELAY_MS);
      const strike = await strikeAt(crew, { kind, uniqueRequests: inRequests(share), delayMs, worker });
      if (strike !== null) wounds.push({ ...strike, mayRepeat: mayRepeat(kind) });
    },
    wound: (most) => {
      const { requests, inFlight } = crew.model.stats();
      wounds.push({ kind: 'wound', atMs: Date.now(), requestsBefore: requests, inFlight, mayRepeat: most });
    },
    setFaults: (faults) => crew.model.setFaults(faults),
  };
}

/** The most that one worker has under way. */
export const IN_FLIGHT = NUM_THREADS;
