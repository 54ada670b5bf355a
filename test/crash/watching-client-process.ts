/** A client that starts or joins the run of a task and waits for its result, and serves nothing itself. */
import { parseArgs } from 'node:util';
import { beginRun } from '../../client/begin-run.ts';
import { connectTemporal } from '../../client/connection.ts';
import { followRun } from '../../client/follow-run.ts';
import { letGoOn } from '../../client/let-go-on.ts';
import { toRunSpec } from '../../client/run-spec.ts';
import { toSettings } from '../../domain/chosen-settings.ts';
import { planStart } from '../../client/start-run.ts';
import { loadTaskFile } from '../../client/task-file.ts';
import { homeDirectory } from '../../stores/home.ts';
import { RunFolders } from '../../stores/run-folders.ts';
import { loadTask } from '../../workers/load-task.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string', default: '16' }, 'max-calls': { type: 'string' } },
});

const home = homeDirectory();
const runs = new RunFolders(home);
const log = (line: string) => void process.stderr.write(`${line}\n`);
const task = await loadTask(await loadTaskFile(positionals[0] ?? ''));
const cap = values['max-calls'];
const spec = toRunSpec({
  task,
  settings: toSettings({ auto: 'light' }),
  budget: cap === undefined ? {} : { maxLmCalls: Number(cap) },
  numThreads: Number(values.threads),
});

const connected = await connectTemporal({ home, log });
const { client } = connected;
const { fingerprint } = task;
const plan = await planStart({ client, spec, runs, fingerprint, again: false });
const { handle, outcome } = await beginRun({ client, runs, home }, spec, plan);
log(outcome);
if (outcome === 'joined') await letGoOn(handle, spec);
const result = await followRun({
  handle,
  fingerprint,
  onProgress: ({ stage, status }) => log(`${stage} ${status}`),
  onRetry: ({ step, attempt, reason }) => log(`${step} failed at attempt ${attempt}: ${reason}`),
});
process.stdout.write(`${JSON.stringify({ stoppedBecause: result.stoppedBecause })}\n`);
await connected.release();
