import type { Canary, CheckOptions } from '../check-options.ts';
import type { Evidence } from '../evidence.ts';
import { unless, type Finding } from '../violation.ts';

/** Where prompts, examples and answers are kept, as product and by design. */
const STORES = /^(artifacts\/|responses\.sqlite|runs\/[^/]+\/[^/]+\/program\.json$)/;

/** I10: looked for in history as it lies there and decoded, in logs, in the names of files, and in files. */
export function noSecretIsOut(evidence: Evidence, { canaries = [] }: CheckOptions): readonly Finding[] {
  return canaries.flatMap((canary) => placesOf(evidence, canary));
}

function placesOf(
  { histories, logs, contents }: Evidence,
  { name, text, mayBeIn }: Canary,
): readonly Finding[] {
  const inRaw = histories.filter(({ raw }) => raw.includes(text)).length;
  const inDecoded = histories.filter(({ decoded }) => decoded.includes(text)).length;
  const inLogs = logs.filter((log) => log.text.includes(text)).length;
  const inNames = contents.filter(({ path }) => path.includes(text)).length;
  const forbidden = contents.filter(({ path }) => mayBeIn === 'nowhere' || !STORES.test(path));
  const inFiles = forbidden.filter(({ content }) => content.includes(text));
  return [
    ...unless(inRaw + inDecoded === 0, `${name} is in a history`, { inRaw, inDecoded }),
    ...unless(inLogs === 0, `${name} is in a log`, { inLogs }),
    ...unless(inNames === 0, `${name} is in the name of a file`, { inNames }),
    ...unless(inFiles.length === 0, `${name} is in ${inFiles.map(({ path }) => path).join(', ')}`, {
      inFiles: inFiles.length,
    }),
  ];
}
