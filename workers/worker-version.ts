import type { WorkerOptions } from '@temporalio/worker';
import { InvalidRequest } from '../domain/errors.ts';

/** Which build of which deployment a worker is, in Temporal's words. */
export interface WorkerVersion {
  /** The same for all builds; without `.` and `:`, which part it from the build. */
  readonly deploymentName: string;
  /** Of this code: a commit, or an image's digest. Never given to other code. */
  readonly buildId: string;
}

/**
 * What two flags say of a worker's version; neither means none.
 * @throws InvalidRequest for one without the other, or a name that Temporal does not take
 */
export function workerVersionOf(flags: { deployment?: string; build?: string }): WorkerVersion | undefined {
  const { deployment, build } = flags;
  if (deployment === undefined && build === undefined) return undefined;
  if (!deployment || !build) {
    throw new InvalidRequest(
      'Expected --deployment and --build together, such as --deployment mipro --build 3f2a91c; one of them is missing or empty.',
    );
  }
  return checked({ deploymentName: deployment, buildId: build });
}

function checked(version: WorkerVersion): WorkerVersion {
  if (!/[.:]|^__/.test(version.deploymentName)) return version;
  throw new InvalidRequest(
    `Expected a deployment name without "." and ":" that does not begin with "__"; got ${version.deploymentName}.`,
  );
}

/**
 * Every run is pinned to the build that took its first step, also when it continues as new: another build's code can
 * neither replay it nor score for it.
 * @throws InvalidRequest for a name that Temporal does not take
 */
export function versioningOf(
  version: WorkerVersion | undefined,
): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (version === undefined) return {};
  return {
    workerDeploymentOptions: {
      version: checked(version),
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    },
  };
}
