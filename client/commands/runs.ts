import { listRuns } from '../find-run.ts';
import { withServer } from './with-server.ts';

/** `durable-mipro runs`: every run that is known. */
export async function runsCommand({ json }: { readonly json?: boolean }): Promise<void> {
  const known = await withServer(({ client, runs }) => listRuns(client, runs));
  const lines = known.map((run) =>
    json ? JSON.stringify(run) : `${run.runId.padEnd(50)} ${run.status.padEnd(12)} ${run.startedAt ?? ''}`,
  );
  process.stdout.write(lines.map((line) => `${line.trimEnd()}\n`).join(''));
  if (!json && known.length === 0)
    process.stdout.write('No runs yet: durable-mipro optimize <task-file> starts one.\n');
}
