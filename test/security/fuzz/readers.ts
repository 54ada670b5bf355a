import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decodeBody } from '../../../client/codec-server/decode-body.ts';
import { readAnswer } from '../../../lm/read-answer.ts';
import { chatAdapter } from '../../../program/chat-adapter.ts';
import { jsonAdapter } from '../../../program/json-adapter.ts';
import { Predict } from '../../../program/predict.ts';
import { savedProgramText } from '../../../program/saved/program-state.ts';
import { loadProgramState } from '../../../program/saved/read-state.ts';
import { signature } from '../../../program/signature.ts';
import { manifestShape } from '../../../stores/archive-manifest.ts';
import { readChampion, recordText } from '../../../stores/champion-shape.ts';
import { sha256OfText } from '../../../stores/content-hash.ts';
import { csvRows } from '../../../stores/csv-rows.ts';
import { jsonRows } from '../../../stores/json-rows.ts';
import { jsonlRows } from '../../../stores/jsonl-rows.ts';
import { parseOurJson } from '../../../stores/parse-json.ts';
import { readCheckpoint } from '../../../stores/read-checkpoint.ts';
import { readResult } from '../../../stores/read-result.ts';
import { readStoredResponse } from '../../../stores/read-stored-response.ts';
import { readTar, writeTar } from '../../../stores/tar.ts';
import { compressingCodec } from '../../../workers/compressed-payloads.ts';
import { chatAnswer } from '../../program/scripted-lm.ts';

/** One way in for text that others wrote. */
export interface Reader {
  readonly name: string;
  readonly seeds: readonly string[];
  /** Fails only as `refuses` allows. What it gives is looked at for prototypes that a text has chosen. */
  read(text: string): unknown;
  /** Names of the errors with which it may refuse. */
  readonly refuses: readonly string[];
}

const TESTS = join(import.meta.dirname, '../..');
const text = (name: string) => readFileSync(join(TESTS, name), 'utf8');

/** Without their checksums, which would refuse nearly every change. */
const CHECKPOINTS = readdirSync(join(TESTS, 'replay/states')).map((name) => {
  const { sha256: _seal, ...content } = JSON.parse(text(`replay/states/${name}`)) as { sha256?: string };
  return JSON.stringify(content);
});
const KEY = (JSON.parse(CHECKPOINTS[0] ?? '') as { spec: { task: string; specHash: string } }).spec;

const OUTPUTS = signature(
  'question -> label: "a" | "b", count: int, share: float, sure: bool, tags: list[str], more: dict[str, int], any: Any',
);
const VALUES = { label: 'a', count: 3, share: 0.5, sure: true, tags: ['x'], more: { y: 1 }, any: { z: [1] } };
const AS_TEXT = Object.fromEntries(
  Object.entries(VALUES).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]),
);
const PYTHON =
  "{'label': 'a', 'count': 3, 'share': .5, 'sure': True, 'tags': ('x',), 'more': {'y': 1}, 'any': {1, 2}}";

const ROWS = [
  { question: 'charged twice', label: 'a', count: 3 },
  { question: 'say "no", twice\n', label: 'b', more: { y: [1, 2] } },
];

const RESULT = JSON.stringify({
  schema: 1,
  runId: 'mipro/a/1',
  task: 'a',
  specHash: '1',
  stoppedBecause: 'completed',
  baseline: 0.5,
  best: 0.75,
  bestKey: '0,1',
  test: { baseline: null, best: null },
  trials: [],
  program: { sha256: 'ab'.repeat(32), bytes: 2 },
  usage: { lmCalls: 1, cachedCalls: 0, promptTokens: 1, completionTokens: 1, costUsd: 0 },
  usageLines: [],
  problems: {},
  notes: ['x'],
  sizes: { trials: 1 },
  fingerprint: { program: 'x' },
  startedAtMs: 1,
  wallMs: 1,
});

const CHAMPION = recordText({
  schema: 1,
  task: 'a',
  version: 1,
  program: '{}',
  programSha256: sha256OfText('{}'),
  runId: null,
  scores: { holdout: 0.5, previous: null, rows: 3 },
  dataHash: null,
  promotedBy: { kind: 'person', name: 'x' },
  reasons: [],
  rollbackOf: null,
  promotedAtMs: 1,
  promotionId: 'p',
} as never);

async function* inPieces(bytes: Uint8Array) {
  for (let at = 0; at < bytes.byteLength; at += 700) yield bytes.subarray(at, at + 700);
}

async function tarSeed(): Promise<string> {
  const parts: Uint8Array[] = [];
  const entry = (name: string, content: string) => ({ name, content: Buffer.from(content) });
  for await (const part of writeTar([entry('checkpoint.json', '{}'), entry('artifacts/ab/cd.json', '"x"')]))
    parts.push(part);
  return Buffer.concat(parts).toString('latin1');
}

async function allOf(bytes: Uint8Array): Promise<unknown> {
  const names: string[] = [];
  for await (const { name } of readTar(inPieces(bytes))) names.push(name);
  return names;
}

const OWN_PROGRAM = savedProgramText(
  Object.assign(new Predict('ticket -> intent'), { demos: [{ ticket: 'a', intent: 'b', constructor: 'c' }] }),
  { runId: 'mipro/a/1' },
);

async function* lines(given: string) {
  for (const [index, line] of given.split('\n').entries()) yield { number: index + 1, text: line };
}

function loaded(given: string): unknown {
  const program = new Predict('ticket -> intent');
  loadProgramState(program, JSON.parse(given));
  return [program.demos, program.instructions, program.savedLm];
}

export const READERS: readonly Reader[] = [
  {
    name: 'saved programs',
    seeds: [text('reference/saved-programs/predict.json'), OWN_PROGRAM],
    read: loaded,
    // The parser's own error is turned into an InvalidRequest where files are opened.
    refuses: ['InvalidRequest', 'SyntaxError'],
  },
  {
    name: 'checkpoints',
    seeds: CHECKPOINTS,
    read: (given) => readCheckpoint(given, { file: 'checkpoint.json', key: KEY }),
    refuses: ['CheckpointUnreadable'],
  },
  {
    name: 'results',
    seeds: [RESULT],
    read: (given) => readResult(given, { task: 'a', specHash: '1' }),
    refuses: [],
  },
  {
    name: 'champions',
    seeds: [CHAMPION],
    read: (given) => readChampion(given, 'x'),
    refuses: ['ChampionUnreadable'],
  },
  {
    name: 'manifests of archives',
    seeds: [
      JSON.stringify({
        schema: 1,
        task: 'a',
        specHash: '1',
        files: { 'checkpoint.json': 'ab'.repeat(32) },
        answers: null,
      }),
    ],
    read: (given) => manifestShape.safeParse(parseOurJson(given)).data,
    refuses: ['SyntaxError'],
  },
  {
    name: 'tar archives',
    seeds: [await tarSeed()],
    read: (given) => allOf(Buffer.from(given, 'latin1')),
    refuses: ['TarDamaged'],
  },
  {
    name: 'compressed payloads',
    seeds: [gzipSync(JSON.stringify(ROWS)).toString('latin1')],
    read: async (given) => {
      const metadata = {
        encoding: Buffer.from('binary/gzip'),
        'durable-mipro-encoding': Buffer.from('json/plain'),
      };
      const [payload] = await compressingCodec.decode([{ metadata, data: Buffer.from(given, 'latin1') }]);
      return payload?.data?.byteLength;
    },
    refuses: ['Error'],
  },
  {
    name: 'requests to the codec server',
    seeds: [JSON.stringify({ payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'e30=' }] })],
    read: (given) => decodeBody(given, [compressingCodec]),
    refuses: ['PayloadsRefused'],
  },
  {
    name: 'stored answers',
    seeds: [
      JSON.stringify({
        text: 'a',
        finishReason: 'stop',
        model: 'm',
        promptTokens: 1,
        completionTokens: 1,
        costUsd: null,
        extra: { a: [1] },
      }),
    ],
    read: readStoredResponse,
    refuses: [],
  },
  {
    name: 'rows of JSONL',
    seeds: [ROWS.map((row) => JSON.stringify(row)).join('\n')],
    read: (given) => jsonlRows(lines(given), undefined),
    refuses: ['RowProblem'],
  },
  { name: 'rows of JSON', seeds: [JSON.stringify(ROWS)], read: jsonRows, refuses: ['RowProblem'] },
  {
    name: 'rows of CSV',
    seeds: ['question,label\n"charged, twice",a\n"say ""no""",b\n'],
    read: csvRows,
    refuses: ['RowProblem'],
  },
  {
    name: 'answers in the chat format',
    seeds: [chatAnswer(AS_TEXT)],
    read: (given) => chatAdapter.parse(OUTPUTS, given),
    refuses: ['UnreadableAnswer'],
  },
  {
    name: 'answers in the JSON format',
    seeds: [JSON.stringify(VALUES), `Here it is:\n\`\`\`json\n${JSON.stringify(VALUES)}\n\`\`\``, PYTHON],
    read: (given) => jsonAdapter.parse(OUTPUTS, given),
    refuses: ['UnreadableAnswer'],
  },
  {
    name: 'bodies of model servers',
    seeds: [
      JSON.stringify({
        model: 'm',
        choices: [{ message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 1, completion_tokens: 1 },
      }),
      JSON.stringify({ error: { code: 429, message: 'x', type: 'y' } }),
    ],
    read: (given) => {
      const body: unknown = JSON.parse(given);
      const reading = readAnswer('chat', { body });
      if (reading.kind === 'answer' && typeof reading.answer.finishReason !== 'string')
        throw new Error('no word');
      return [reading, readAnswer('responses', { body })];
    },
    refuses: ['SyntaxError'],
  },
];
