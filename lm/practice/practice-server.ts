import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { shareOf } from './chance.ts';
import type { Fault } from './fault.ts';
import { openGate, type Gate } from './gate.ts';
import { guardRate, type RateGuard } from './rate-limit.ts';
import { openJournal } from './journal.ts';
import type { Journal, JournalEntry, JournalStats } from './journal.ts';
import { judgeRequest } from './judge-request.ts';
import { readConditions } from './read-conditions.ts';
import type { PracticeConditions } from './read-conditions.ts';
import { errorReply, jsonReply, sendReply, statusOf } from './reply.ts';

export interface PracticeServerOptions extends PracticeConditions {
  /** 0 takes a free one. @defaultValue 0 */
  readonly port?: number;
  /** Draws the jitter. @defaultValue 0 */
  readonly seed?: number;
  /** A file to which one line per request is appended. */
  readonly journalPath?: string;
  /** Requests without this key as bearer token get 401. */
  readonly requireKey?: string;
}

export interface PracticeStats extends JournalStats {
  readonly inFlight: number;
  readonly mostInFlight: number;
  /** Requests whose client went away before the reply. */
  readonly abandoned: number;
}

export interface PracticeServer {
  /** Base address for clients, ending in `/v1`. */
  readonly url: string;
  readonly port: number;
  journal(): JournalEntry[];
  stats(): PracticeStats;
  setFaults(faults: readonly Fault[]): void;
  /** Changes what is given and leaves the rest. */
  setConditions(conditions: PracticeConditions): void;
  /** Leaves that request, counted from 1, and all after it without an answer; resolves once the first of them has come. */
  holdFrom(request: number): Promise<void>;
  /** Lets those held go on, after the latency of this moment. */
  release(): void;
  /** Ends all connections at once, answered or not. */
  close(): Promise<void>;
}

interface State {
  readonly options: PracticeServerOptions;
  readonly journal: Journal;
  readonly gate: Gate;
  readonly rate: RateGuard;
  conditions: Required<PracticeConditions>;
  sequence: number;
  inFlight: number;
  mostInFlight: number;
  abandoned: number;
}

interface Exchange {
  readonly body: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function waitMs({ conditions, options }: State, sequence: number): number {
  const share = 2 * shareOf((options.seed ?? 0) * 65_537 + sequence) - 1;
  return Math.max(0, conditions.latencyMs + conditions.jitterMs * share);
}

/** A request beyond the rate limit is refused, whatever else would be done with it. */
function faultsNow({ conditions, rate }: State): readonly Fault[] {
  const refusedForMs = rate.waitMs(conditions.rateLimit, Date.now());
  if (refusedForMs === 0) return conditions.faults;
  return [{ at: { from: 1 }, kind: 'status429', retryAfterS: Math.ceil(refusedForMs / 100) / 10 }];
}

async function complete(state: State, { body, request, response }: Exchange): Promise<void> {
  const sequence = (state.sequence += 1);
  const { authorization } = request.headers;
  const judged = judgeRequest({ sequence, body, authorization }, faultsNow(state), state.options.requireKey);
  const { outcome, requestHash, reply } = judged;
  state.journal.add({ sequence, timeMs: Date.now(), requestHash, outcome, status: statusOf(reply) });
  state.inFlight += 1;
  state.mostInFlight = Math.max(state.mostInFlight, state.inFlight);
  response.on('close', () => {
    state.inFlight -= 1;
    if ((reply.kind === 'body' || reply.kind === 'drip') && !response.writableFinished) state.abandoned += 1;
  });
  await state.gate.pass(sequence);
  const wait = waitMs(state, sequence);
  if (wait > 0) await delay(wait);
  response.setHeader('x-request-id', `practice-${sequence}`);
  sendReply(response, reply);
}

function statsOf({ journal, inFlight, mostInFlight, abandoned }: State): PracticeStats {
  return { ...journal.stats(), inFlight, mostInFlight, abandoned };
}

function changeConditions(state: State, { body, response }: Exchange): void {
  const conditions = readConditions(body);
  if (conditions === null) {
    sendReply(
      response,
      errorReply(
        400,
        'bad_request',
        'Expected {"latencyMs"?, "jitterMs"?, "faults"?: [{"at", "kind"}], "rateLimit"?: {"requests", "windowMs"}}.',
      ),
    );
    return;
  }
  state.conditions = { ...state.conditions, ...conditions };
  sendReply(response, jsonReply(200, state.conditions));
}

const MODELS = {
  object: 'list',
  data: [{ id: 'practice', object: 'model', created: 0, owned_by: 'durable-mipro' }],
};

type Route = (state: State, exchange: Exchange) => Promise<void> | void;

const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['POST /v1/chat/completions', complete],
  // A prompt that follows a redirect is counted like any other.
  ['POST /redirected', complete],
  ['GET /v1/models', (_, { response }) => sendReply(response, jsonReply(200, MODELS))],
  ['POST /control', changeConditions],
  [
    'GET /control/journal',
    ({ journal }, { response }) => sendReply(response, jsonReply(200, journal.entries())),
  ],
  ['GET /control/stats', (state, { response }) => sendReply(response, jsonReply(200, statsOf(state)))],
]);

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const route = ROUTES.get(`${request.method ?? ''} ${path}`);
  const body = await readBody(request);
  if (route === undefined)
    sendReply(response, errorReply(404, 'not_found', 'There is nothing at this address.'));
  else await route(state, { body, request, response });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/**
 * Starts an OpenAI-compatible server on loopback that answers with the practice model. Latency is real time; replies
 * are those of `answerAsPracticeModel`, so equal requests get equal answers.
 */
export async function startPracticeServer(options: PracticeServerOptions = {}): Promise<PracticeServer> {
  const { latencyMs = 0, jitterMs = 0, faults = [], rateLimit = null } = options;
  const journal = openJournal(options.journalPath);
  const counts = { sequence: 0, inFlight: 0, mostInFlight: 0, abandoned: 0 };
  const gate = openGate();
  const conditions = { latencyMs, jitterMs, faults, rateLimit };
  const state: State = { options, journal, gate, rate: guardRate(), conditions, ...counts };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    // A client that goes away while it sends is no failure of the server.
    serve(state, request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    journal: () => journal.entries(),
    stats: () => statsOf(state),
    setFaults: (next) => void (state.conditions = { ...state.conditions, faults: next }),
    setConditions: (next) => void (state.conditions = { ...state.conditions, ...next }),
    holdFrom: (request) => gate.holdFrom(request),
    release: () => gate.release(),
    async close() {
      gate.release();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      journal.close();
    },
  };
}
