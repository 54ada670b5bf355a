import { LLMock } from '@copilotkit/aimock';

/** An OpenAI-compatible server that is not ours, and that answers better the more it is shown. */
export interface ForeignServer {
  /** Base address for clients, ending in `/v1`. */
  readonly url: string;
  /** Chat requests that reached it, by its own journal. */
  requests(): number;
  close(): Promise<void>;
}

interface Message {
  readonly role: string;
  readonly content?: unknown;
}

export interface Ticket {
  readonly ticket: string;
  readonly label: string;
}

/**
 * Starts it. It knows the label of every ticket, and says it only to who shows an example of how: without a demonstration
 * it says "other". Whatever else it is asked for, it answers with a sentence.
 */
export async function startForeignServer(tickets: readonly Ticket[]): Promise<ForeignServer> {
  // The journal would keep the last thousand only.
  const mock = new LLMock({ journalMaxEntries: 0, port: 0 });
  mock.on({ predicate: () => true }, ({ messages }) => ({ content: answer(messages, tickets) }));
  const address = await mock.start();
  return {
    url: `${address}/v1`,
    requests: () => mock.getRequests().filter(({ path }) => path.endsWith('/chat/completions')).length,
    close: () => mock.stop(),
  };
}

const MARKER = /\[\[ ## (\w+) ## \]\]/g;

/** One section for each that the last line of the last turn asks for. */
function answer(messages: readonly Message[], tickets: readonly Ticket[]): string {
  const question = String(messages.at(-1)?.content);
  const isShownHow = messages.some(({ role }) => role === 'assistant');
  const label = isShownHow ? tickets.find(({ ticket }) => question.includes(ticket))?.label : undefined;
  const wanted = [...(question.split('\n').at(-1) ?? '').matchAll(MARKER)].map(([, name]) => name ?? '');
  return wanted
    .map((name) => {
      if (name === 'completed') return '[[ ## completed ## ]]';
      const text = name === 'label' ? (label ?? 'other') : 'Sort the ticket by what its words speak of.';
      return `[[ ## ${name} ## ]]\n${text}`;
    })
    .join('\n\n');
}
