import { withoutData } from '../domain/fingerprint.ts';
import { metricIdentity } from '../metrics/metric-identity.ts';
import { hashOf } from '../stores/content-hash.ts';
import type { LoadedTask } from './dependencies.ts';

const HASH_CHARACTERS = 12;

/** Code, models and options: all that a night depends on beside data and champion. */
export function codeHash({ fingerprint, nightly }: LoadedTask): string {
  const { settings, split, gate, slices, metrics } = nightly;
  const further = Object.entries(metrics).map(([name, metric]) => [name, metricIdentity(metric)]);
  const options = { settings: { ...settings }, split: { ...split }, gate: JSON.stringify(gate) };
  return hashOf({
    fingerprint: withoutData(fingerprint),
    options,
    further,
    slices: String(slices),
  }).slice(0, HASH_CHARACTERS);
}
