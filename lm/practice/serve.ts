import { parseArgs } from 'node:util';
import { startPracticeServer } from './practice-server.ts';
import { readConditions } from './read-conditions.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    latency: { type: 'string', default: '0' },
    jitter: { type: 'string', default: '0' },
    seed: { type: 'string', default: '0' },
    journal: { type: 'string' },
    key: { type: 'string' },
    faults: { type: 'string', default: '[]' },
    'rate-limit': { type: 'string', default: 'null' },
  },
});

const conditions = readConditions(`{"faults":${values.faults},"rateLimit":${values['rate-limit']}}`);
if (conditions === null)
  throw new Error(
    '--faults expects a JSON list such as [{"at":3,"kind":"status500"}], --rate-limit an object such as {"requests":60,"windowMs":60000}.',
  );

const server = await startPracticeServer({
  port: Number(values.port),
  latencyMs: Number(values.latency),
  jitterMs: Number(values.jitter),
  seed: Number(values.seed),
  ...conditions,
  ...(values.journal !== undefined && { journalPath: values.journal }),
  ...(values.key !== undefined && { requireKey: values.key }),
});
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);

async function stop(): Promise<void> {
  await server.close();
  process.exit(0);
}

// The parent holds the other end of stdin: it closes when the parent dies, however it dies.
process.stdin
  .on('end', () => void stop())
  .on('error', () => void stop())
  .resume();
process.on('SIGTERM', () => void stop());
