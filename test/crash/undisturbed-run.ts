import { checkEvidence } from '../evidence/check-evidence.ts';
import { inWords } from '../evidence/violation.ts';
import { CANARIES } from './canaries.ts';
import { createCrew, type Deployment } from './crew.ts';

/** What killed runs are compared with. */
export interface Undisturbed {
  readonly program: string;
  readonly requests: number;
  readonly wallMs: number;
}

/** @throws Error when even this run contradicts an invariant */
export async function undisturbedRun(binary: string, deployment: Deployment): Promise<Undisturbed> {
  const crew = await createCrew({ binary, deployment });
  try {
    const startedAt = performance.now();
    crew.start();
    await crew.finish();
    const wallMs = Math.round(performance.now() - startedAt);
    const evidence = await crew.evidence();
    const violations = checkEvidence(evidence, { canaries: CANARIES });
    if (violations.length > 0) throw new Error(`The undisturbed run is not clean:\n${inWords(violations)}`);
    return { program: evidence.files.program ?? '', requests: evidence.requests.length, wallMs };
  } finally {
    await crew.remove();
  }
}
