import PQueue from 'p-queue';
import type { PracticeServerOptions } from '../../lm/practice/index.ts';
import type { Lab } from '../run/lab.ts';

/** What crash points need to be tried. */
export interface Surroundings {
  readonly address: string;
  open(conditions?: PracticeServerOptions): Promise<Lab>;
}

/** How the run went on after one fault. */
export interface Outcome {
  /** The final program has the bytes of an undisturbed run's. */
  readonly same: boolean;
  /** Answers that were paid for again. */
  readonly repeated: number;
  /** Whether a person had to give the same command again. */
  readonly by: 'itself' | 'the command again';
  /** Anything else that must not be. */
  readonly wrong?: string;
}

/** All crash points of one kind, counted from 1. */
export interface Kind {
  readonly name: string;
  readonly points: number;
  /** Answers that one fault may make the run pay for again. */
  readonly mayRepeat: number;
  at(point: number): Promise<Outcome>;
}

export interface Tally {
  readonly name: string;
  readonly points: number;
  readonly covered: number;
  readonly same: number;
  readonly byItself: number;
  readonly mostRepeated: number;
  readonly failures: readonly string[];
}

/** Tries every point, or each `stride`-th and the last. */
export async function tryPoints(
  kind: Kind,
  { stride = 1, atOnce = 1 }: { stride?: number; atOnce?: number } = {},
): Promise<Tally> {
  const points = Array.from({ length: kind.points }, (_, index) => index + 1).filter(
    (point) => (point - 1) % stride === 0 || point === kind.points,
  );
  const queue = new PQueue({ concurrency: atOnce });
  const outcomes = await queue.addAll(
    points.map((point) => async () => [point, await tried(kind, point)] as const),
  );
  const good = outcomes.flatMap(([, outcome]) => (typeof outcome === 'string' ? [] : [outcome]));
  return {
    name: kind.name,
    points: kind.points,
    covered: good.length,
    same: good.filter(({ same }) => same).length,
    byItself: good.filter(({ by }) => by === 'itself').length,
    mostRepeated: Math.max(0, ...good.map((outcome) => outcome.repeated)),
    failures: outcomes.flatMap(([point, outcome]) =>
      failureOf(kind, outcome).map((what) => `${kind.name} ${point}: ${what}`),
    ),
  };
}

async function tried(kind: Kind, point: number): Promise<Outcome | string> {
  try {
    return await kind.at(point);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

function failureOf({ mayRepeat }: Kind, outcome: Outcome | string): string[] {
  if (typeof outcome === 'string') return [outcome];
  return [
    ...(outcome.same ? [] : ['another program']),
    ...(outcome.repeated > mayRepeat
      ? [`${outcome.repeated} answers paid for again, ${mayRepeat} at most expected`]
      : []),
    ...(outcome.wrong === undefined ? [] : [outcome.wrong]),
  ];
}
