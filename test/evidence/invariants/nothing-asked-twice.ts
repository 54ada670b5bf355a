import type { CheckOptions } from '../check-options.ts';
import type { Evidence } from '../evidence.ts';
import { countRequests } from '../request-counts.ts';
import { unless, type Finding } from '../violation.ts';

/** I4: requests = different ones + tries after failures + repeats on purpose + repeats of what was in flight at a fault. */
export function nothingAskedTwice({ requests }: Evidence, options: CheckOptions): readonly Finding[] {
  const { deliberateRepeats = 0, inFlightAtFaults = 0, atOnceMs = 0 } = options;
  const { unique, retries, atOnce, repeats } = countRequests(requests, { atOnceMs });
  const unexplained = repeats - deliberateRepeats;
  return unless(unexplained <= inFlightAtFaults, 'requests were repeated that had been answered', {
    requests: requests.length,
    unique,
    retries,
    atOnce,
    deliberateRepeats,
    repeats: unexplained,
    inFlightAtFaults,
  });
}
