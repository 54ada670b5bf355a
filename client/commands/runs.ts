import { listRuns } from '../find-run.ts';
import { withServer } from './with-server.ts';
import { print, printJson } from '../show/print.ts';

/** `durable-mipro runs`: every run that is known. */
export async function runsCommand({ json }: { readonly json?: boolean }): Promise<void> {
  const known = await withServer(({ client, runs }) => listRuns(client, runs));
  for (const run of known) {
    if (json) printJson(run);
    else print(`${run.runId.padEnd(50)} ${run.status.padEnd(12)} ${run.startedAt ?? ''}`.trimEnd());
  }
  if (!json && known.length === 0) print('No runs yet: durable-mipro optimize <task-file> starts one.');
}
