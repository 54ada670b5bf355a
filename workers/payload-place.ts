import type { SerializationContext } from '@temporalio/common';

/** A schedule's workflows have its id and the time of their start; what they are started with was written under the id. */
const STARTED_AT = /^-\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** Which workflow a payload belongs to, as `namespace/workflow id`; empty where the SDK does not tell. */
export function placeOf(context: SerializationContext | undefined): string {
  return context?.workflowId === undefined ? '' : `${context.namespace}/${context.workflowId}`;
}

/** True when a payload written for the one place may be read in the other. Pure. */
export function belongsTo(written: string, context: SerializationContext | undefined): boolean {
  const here = placeOf(context);
  if (written === '' || here === '' || written === here) return true;
  return here.startsWith(written) && STARTED_AT.test(here.slice(written.length));
}
