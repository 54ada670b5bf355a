import { DefaultFailureConverter } from '@temporalio/common';

/** Set by a worker that encrypts, in front of the bundle's code: the sandbox has no environment. */
const { durableMiproEncryptsFailures = false } = globalThis as { durableMiproEncryptsFailures?: boolean };

/**
 * How failures leave and enter a workflow; Temporal's bundler puts it in place of the SDK's own. What a failure looks
 * like in history is no command: a replay does not compare it.
 */
export const failureConverter = new DefaultFailureConverter({
  encodeCommonAttributes: durableMiproEncryptsFailures,
});
