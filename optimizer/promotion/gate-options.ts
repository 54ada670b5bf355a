import { InvalidRequest } from '../../domain/errors.ts';
import { refuseUnknownNames } from '../../domain/known-names.ts';
import {
  isScoreGuard,
  type GateChoices,
  type GateOptions,
  type Guard,
  type PeekingBudget,
} from '../../domain/promotion.ts';

export const GATE_DEFAULTS: GateOptions = {
  alpha: 0.01,
  minGain: 0,
  guards: [],
  peeking: { perYear: 0.05, mostDays: 30 },
  effect: 0.05,
  power: 0.8,
  resamples: 10_000,
  seed: 0,
};

/** Options with their defaults. Pure. @throws InvalidRequest naming the option, what it takes and what came */
export function toGateOptions(choices: GateChoices = {}): GateOptions {
  refuseUnknownNames('The promotion gate', choices, Object.keys(GATE_DEFAULTS));
  const peeking = choices.peeking === null ? null : { ...GATE_DEFAULTS.peeking, ...choices.peeking };
  const options = { ...GATE_DEFAULTS, ...choices, peeking } as GateOptions;
  requireShare('alpha', options.alpha, 0.5);
  requireShare('effect', options.effect, 1);
  requireShare('power', options.power, 1);
  if (peeking !== null) checkPeeking(options.peeking as PeekingBudget);
  demand(options.minGain >= 0 && options.minGain < 1, 'minGain must be from 0 to below 1', options.minGain);
  requireWhole('resamples', options.resamples, 1000);
  requireWhole('seed', options.seed, 0);
  for (const [index, guard] of options.guards.entries()) checkGuard(guard, `guards[${index}]`);
  return options;
}

function checkPeeking({ perYear, mostDays }: PeekingBudget): void {
  requireShare('peeking.perYear', perYear, 1);
  demand(mostDays > 0 && mostDays <= 365, 'peeking.mostDays must be above 0 and at most 365 days', mostDays);
}

function checkGuard(guard: Guard, place: string): void {
  if (isScoreGuard(guard)) {
    const { kind, name, floor, maxLoss } = guard;
    demand(name !== '', `${place}.name must be the name of a ${kind}`, '""');
    requireLimit(place, { floor, maxLoss });
    demand(maxLoss === undefined || maxLoss >= 0, `${place}.maxLoss must be 0 or more`, maxLoss);
    return;
  }
  const { ceiling, maxRatio } = guard;
  requireLimit(place, { ceiling, maxRatio });
  demand(maxRatio === undefined || maxRatio > 0, `${place}.maxRatio must be above 0`, maxRatio);
}

/** At least one limit, and each a finite number. */
function requireLimit(place: string, limits: { readonly [name: string]: number | undefined }): void {
  const given = Object.values(limits).filter((limit) => limit !== undefined);
  const isGood = given.length > 0 && given.every((limit) => Number.isFinite(limit));
  const names = Object.keys(limits).join(' or ');
  demand(isGood, `${place} must have ${names}, a finite number`, given.join(', ') || 'neither');
}

function requireShare(name: string, value: number, below: number): void {
  demand(value > 0 && value < below, `${name} must be above 0 and below ${below}`, value);
}

function requireWhole(name: string, value: number, least: number): void {
  const isGood = Number.isSafeInteger(value) && value >= least;
  demand(isGood, `${name} must be a whole number of at least ${least}`, value);
}

function demand(holds: boolean, what: string, came: unknown): void {
  if (!holds) throw new InvalidRequest(`The promotion gate: ${what}; got ${String(came)}.`);
}
