import type { NightReport } from '../domain/night.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import type { Dependencies } from './dependencies.ts';

/** Writes the report, with what all models of the night have used by now. */
export async function recordNight(deps: Dependencies, report: NightReport): Promise<NightReport> {
  const lines = report.account === null ? [] : deps.ledgers.usageLines(report.account);
  const usage = lines.reduce<Usage>((sum, line) => addUsage(sum, line), NO_USAGE);
  await deps.nights.save({ ...report, usage });
  return { ...report, usage };
}
