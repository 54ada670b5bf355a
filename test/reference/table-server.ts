import { answer, startModelServer, type SeenRequest } from '../lm/model-server.ts';
import type { RecordedRun } from './free-runs.ts';
import { hits } from './table-model.ts';

interface Message {
  readonly role: string;
  readonly content: string;
}

export interface TableServer {
  readonly baseUrl: string;
  /** Rollout ids of proposals that DSPy did not draw; none, when our draws are its. */
  unknownRollouts(): readonly unknown[];
  close(): Promise<void>;
}

/** The table model behind a chat endpoint on this machine. A proposal is known by its rollout id, sent as the seed. */
export async function startTableServer(record: RecordedRun): Promise<TableServer> {
  const server = await startModelServer();
  const unknown: unknown[] = [];
  server.script((response, request) => {
    const { messages, field } = read(request);
    const text = isTask(field) ? taskAnswer(messages, field) : proposalAnswer(field, request);
    answer(`[[ ## ${field} ## ]]\n${text}\n\n[[ ## completed ## ]]`)(response, request);
  });
  const slots = record.instructions;
  const proposalAnswer = (field: string, { body }: SeenRequest): string => {
    if (field !== 'proposed_instruction') return 'Notes.';
    const at = record.proposals.findIndex(([, rollout]) => rollout === body['seed']);
    if (at === -1) unknown.push(body['seed']);
    return `INSTR ${Math.floor(at / slots)} ${at % slots}`;
  };
  return { baseUrl: server.baseUrl, unknownRollouts: () => unknown, close: () => server.close() };
}

/** The messages, and the output field that the last one asks for. */
function read({ body }: SeenRequest): { messages: readonly Message[]; field: string } {
  const messages = body['messages'] as readonly Message[];
  const reminder = messages.at(-1)?.content.split('\n\n').at(-1) ?? '';
  const fields = [...reminder.matchAll(/\[\[ ## (\w+) ## \]\]/g)].map((found) => found[1] ?? '');
  return { messages, field: fields.find((field) => field !== 'completed') ?? '' };
}

const isTask = (field: string): boolean => field === 'hint' || field === 'answer';

function taskAnswer(messages: readonly Message[], field: string): string {
  const [, predictor, slot] = /INSTR (\d+) (\d+)\s*$/.exec(messages[0]?.content ?? '') ?? [];
  const last = messages.at(-1)?.content ?? '';
  const shown = messages.slice(1, -1).filter(({ role }) => role === 'user');
  const right = hits({
    predictor: Number(predictor),
    slot: Number(slot),
    demos: shown.map(({ content }) => questionIn(content)),
    question: questionIn(last),
    clear: last.includes('[[ ## hint ## ]]\nclear'),
  });
  if (field === 'hint') return right ? 'clear' : 'vague';
  return right ? `a${questionIn(last)}` : 'no';
}

function questionIn(text: string): number {
  return Number(/\[\[ ## question ## \]\]\nq(\d+)/.exec(text)?.[1]);
}
