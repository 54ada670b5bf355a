import { expect, test } from 'vitest';
import type { GateChoices } from '../../../domain/promotion.ts';
import { GATE_DEFAULTS, toGateOptions } from '../../../optimizer/promotion/gate-options.ts';

test('without choices the gate has its defaults', () => {
  expect(toGateOptions()).toEqual(GATE_DEFAULTS);
});

test('part of the peeking budget may be given, and null turns it off', () => {
  expect(toGateOptions({ peeking: { perYear: 0.1 } }).peeking).toEqual({ perYear: 0.1, mostDays: 30 });
  expect(toGateOptions({ peeking: null }).peeking).toBeNull();
});

const BAD: readonly [GateChoices, string][] = [
  [{ alpha: 0 }, 'The promotion gate: alpha must be above 0 and below 0.5; got 0.'],
  [{ alpha: Number.NaN }, 'alpha must be above 0 and below 0.5; got NaN.'],
  [{ minGain: -0.1 }, 'minGain must be from 0 to below 1; got -0.1.'],
  [{ power: 1 }, 'power must be above 0 and below 1; got 1.'],
  [{ effect: 5 }, 'effect must be above 0 and below 1; got 5.'],
  [{ resamples: 10 }, 'resamples must be a whole number of at least 1000; got 10.'],
  [{ peeking: { perYear: 2 } }, 'peeking.perYear must be above 0 and below 1; got 2.'],
  [{ peeking: { mostDays: 0 } }, 'peeking.mostDays must be above 0 and at most 365 days; got 0.'],
  [
    { guards: [{ kind: 'latency' }] },
    'guards[0] must have ceiling or maxRatio, a finite number; got neither.',
  ],
  [
    { guards: [{ kind: 'slice', name: '', floor: 1 }] },
    'guards[0].name must be the name of a slice; got "".',
  ],
  [{ guards: [{ kind: 'metric', name: 'f1', maxLoss: -1 }] }, 'guards[0].maxLoss must be 0 or more; got -1.'],
  [{ minGian: 0.01 } as never, 'The promotion gate has no option minGian. Did you mean minGain?'],
];

test.each(BAD)('%j is refused', (choices, message) => {
  expect(() => toGateOptions(choices)).toThrow(
    expect.objectContaining({ name: 'InvalidRequest', message: expect.stringContaining(message) }),
  );
});
