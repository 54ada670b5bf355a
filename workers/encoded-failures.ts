import { DefaultFailureConverter } from '@temporalio/common';

/** Puts message and stack trace of a failure into a payload, which codecs encrypt; Temporal finds it by this name. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
