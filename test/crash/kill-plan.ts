import { rng } from '../../optimizer/rng.ts';
import type { Deployment, VictimKind } from './crew.ts';

export interface PlannedKill {
  readonly kind: VictimKind;
  /** Share of an undisturbed run's requests after which it strikes, 0 to 1. */
  readonly share: number;
  /** Then so much later, so that moments without a request are hit too. */
  readonly delayMs: number;
}

export interface PlannedRun {
  readonly deployment: Deployment;
  readonly kills: readonly PlannedKill[];
}

export const VICTIM_KINDS: readonly VictimKind[] = ['worker', 'client', 'server', 'everything'];

/** Of one run: with more, each would fall into what the one before has left to do again. */
const MOST_KILLS_PER_RUN = 3;
/** After the first calls and before the last, and so far apart that one is over before the next. */
const FIRST_SHARE = 0.02;
const LAST_SHARE = 0.94;
const LEAST_APART = 0.08;
const LONGEST_DELAY_MS = 120;
/** One run in so many is struck while it starts, before the first call, and one while it ends, after the last. */
const EDGE_EVERY = 6;
const LONGEST_START_MS = 4_000;
const LONGEST_END_MS = 300;

/** Kinds in equal numbers, in random order, over runs of two or three kills each. Pure. */
export function planKills({
  kills,
  seed,
}: {
  readonly kills: number;
  readonly seed: number;
}): readonly PlannedRun[] {
  const deck = Array.from(
    { length: kills },
    (_, index) => VICTIM_KINDS[index % VICTIM_KINDS.length] ?? 'worker',
  );
  const kinds = rng(seed, 'order of kills', 0).shuffle(deck);
  const hands: { readonly [deployment in Deployment]: VictimKind[] } = { fleet: [], command: [] };
  for (const kind of kinds) hands[deploymentFor(kind, hands)].push(kind);
  const runs = (['fleet', 'command'] as const).flatMap((deployment) =>
    inRuns(hands[deployment], seed).map((own) => ({ deployment, own })),
  );
  return runs.map(({ deployment, own }, index) => ({ deployment, kills: withMoments(own, seed, index) }));
}

/** A single worker is killed in a fleet, a client that is all there is in the one command; the rest goes where less is. */
function deploymentFor(
  kind: VictimKind,
  { fleet, command }: Readonly<Record<Deployment, VictimKind[]>>,
): Deployment {
  if (kind === 'worker') return 'fleet';
  if (kind === 'client') return 'command';
  return fleet.length <= command.length ? 'fleet' : 'command';
}

function inRuns(kinds: readonly VictimKind[], seed: number): VictimKind[][] {
  const runs: VictimKind[][] = [];
  for (let start = 0; start < kinds.length;) {
    const size = MOST_KILLS_PER_RUN - rng(seed, 'kills in a run', start).below(2);
    runs.push(kinds.slice(start, start + size));
    start += size;
  }
  return runs;
}

function withMoments(kinds: readonly VictimKind[], seed: number, run: number): readonly PlannedKill[] {
  const chance = rng(seed, 'moments of kills', run);
  const room = LAST_SHARE - FIRST_SHARE - LEAST_APART * (kinds.length - 1);
  const moments = kinds.map(() => chance.unit()).toSorted((a, b) => a - b);
  const kills = kinds.map((kind, index) => ({
    kind,
    share: FIRST_SHARE + room * (moments[index] ?? 0) + LEAST_APART * index,
    delayMs: chance.below(LONGEST_DELAY_MS),
  }));
  return kills.map((kill, index) => {
    if (index === 0 && run % EDGE_EVERY === 1)
      return { ...kill, share: 0, delayMs: chance.below(LONGEST_START_MS) };
    if (index === kills.length - 1 && run % EDGE_EVERY === 4)
      return { ...kill, share: 1, delayMs: chance.below(LONGEST_END_MS) };
    return kill;
  });
}
