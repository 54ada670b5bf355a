import { toSettings } from '../../domain/chosen-settings.ts';
import type { RunSettings } from '../../domain/settings.ts';

/** The settings of a run without any wish, changed where a test says so; senseless ones too. */
export function runSettings(changes: Partial<RunSettings> = {}): RunSettings {
  return { ...toSettings(), ...changes };
}
