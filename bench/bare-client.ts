import { loadExamples } from 'durable-mipro';
import { OpenAI } from 'openai';
import { TicketTriage } from '../examples/01-ticket-triage/triage.ts';
import { chatAdapter } from '../program/chat-adapter.ts';
import { THREADS } from './bench-case.ts';
import { TICKETS } from './bench-task.ts';

/** What the `openai` package alone needs here and now, with as many requests under way as the optimizer has. */
export interface BareFacts {
  readonly msPerCall: number;
  readonly cpuMsPerCall: number;
}

const DEMOS = 4;

/** Arguments: address of the practice server, calls for each of the threads. Prints one `BareFacts` object. */
async function main([baseURL = '', rounds = '']: readonly string[]): Promise<void> {
  const client = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 });
  const prompts = await somePrompts();
  const thread = async (nth: number, count: number) => {
    for (let round = 0; round < count; round += 1) {
      const messages = prompts[(nth + round * THREADS) % prompts.length] ?? [];
      await client.chat.completions.create({ model: 'bare', messages });
    }
  };
  const all = (count: number) => Promise.all(Array.from({ length: THREADS }, (_, nth) => thread(nth, count)));
  await all(2);
  const before = process.cpuUsage();
  const startMs = performance.now();
  await all(Number(rounds));
  const wallMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(before);
  const calls = Number(rounds) * THREADS;
  const facts: BareFacts = { msPerCall: wallMs / calls, cpuMsPerCall: (user + system) / 1000 / calls };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

/** As the optimizer sends them: a ticket after a few worked ones. */
async function somePrompts() {
  const rows = await loadExamples(TICKETS, { inputs: ['ticket'] });
  const demos = rows.slice(0, DEMOS).map((row) => row.toJSON());
  const { signature } = new TicketTriage().classify;
  return rows
    .slice(DEMOS)
    .map((row) => chatAdapter.render(signature, demos, { ticket: String(row.toJSON()['ticket']) }));
}

await main(process.argv.slice(2));
