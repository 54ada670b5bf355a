import { orderNight, theNight } from '../night-order.ts';
import { withServer } from './with-server.ts';
import { print, printJson } from '../show/print.ts';

export interface VerdictFlags {
  readonly by: string;
  readonly note?: string;
  readonly json?: boolean;
}

/** `durable-mipro approve | reject`: a person's answer to the night that waits for one. */
export async function verdictCommand(
  verdict: 'approve' | 'reject',
  task: string,
  { by, note = '', json }: VerdictFlags,
): Promise<void> {
  await withServer(async ({ client }) => {
    const nightId = await theNight(client, task);
    await orderNight(client, nightId, { name: verdict, verdict: { by, note } });
    const facts = { schema: 1, task, nightId, verdict, by, note };
    const done = verdict === 'approve' ? 'approved' : 'rejected';
    if (json) printJson(facts);
    else print(`${nightId}: ${done} by ${by}`);
  });
}
