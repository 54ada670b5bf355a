import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: { readonly [field: string]: unknown };
}

export type Reply = (response: ServerResponse, request: SeenRequest) => void;

/** A server on this machine that answers as it is told: the last reply of the script is repeated. */
export interface ModelServer {
  readonly baseUrl: string;
  readonly requests: SeenRequest[];
  script(...replies: Reply[]): void;
  close(): Promise<void>;
}

export async function startModelServer(): Promise<ModelServer> {
  const requests: SeenRequest[] = [];
  let replies: Reply[] = [];
  const server = createServer((request, response) => {
    void readText(request).then((text) => {
      const seen = {
        path: request.url ?? '',
        headers: request.headers,
        text,
        body: JSON.parse(text || '{}'),
      };
      requests.push(seen);
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      if (reply === undefined) throw new Error('The server has no script.');
      reply(response, seen);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    script: (...next) => {
      requests.length = 0;
      replies = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

type Headers = { readonly [name: string]: string };

export function json(body: unknown, status = 200, headers: Headers = {}): Reply {
  return raw(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
}

export function raw(text: string, status = 200, headers: Headers = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'x-request-id': 'req_1', ...headers });
    response.end(text);
  };
}

export function answer(
  content: string | null = 'Paris',
  change: { finish?: string; message?: object } = {},
): Reply {
  return json({
    id: 'chatcmpl-1',
    model: 'served-model',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, ...change.message },
        finish_reason: change.finish ?? 'stop',
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 40 } },
  });
}

export function refusal(status: number, error: object, headers: Headers = {}): Reply {
  return json({ error: { message: 'SERVER-TEXT', ...error } }, status, headers);
}

/** Announces more than it sends, then drops the connection. */
export const brokenInsideBody: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write('{"choices": [');
  setTimeout(() => response.destroy(), 5);
};

/** Ends cleanly in the middle of the JSON. */
export const cutShort: Reply = raw('{"choices": [{"message": {"content": "Par', 200, {
  'content-type': 'application/json',
});

export const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

export const closed: Reply = (response) => {
  response.destroy();
};

export const silent: Reply = () => {};

export const dripping: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(timer));
};
