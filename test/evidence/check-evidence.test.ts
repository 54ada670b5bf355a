import { afterAll, beforeAll, expect, test } from 'vitest';
import { LM } from '../../lm/lm.ts';
import { Predict } from '../../program/predict.ts';
import { tickets, type Lab } from '../run/lab.ts';
import { describeRuns } from '../run/run-harness.ts';
import { checkEvidence } from './check-evidence.ts';
import type { Canary, CheckOptions } from './check-options.ts';
import type { Evidence, HistoryEvidence } from './evidence.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { INVARIANTS, type InvariantName } from './violation.ts';

const KEY = 'canary-key-0815';
const INSTRUCTIONS = 'canaryinstruction: sort the ticket.';

const CANARIES: readonly Canary[] = [
  { name: 'the key', text: KEY, mayBeIn: 'nowhere' },
  { name: 'the instruction', text: INSTRUCTIONS, mayBeIn: 'stores' },
];

/** So many trials that the run continues as new, over so few examples that it takes a moment. */
const LONG = { numTrials: 80, numCandidates: 2, minibatch: false, minibatchFullEvalSteps: 10 } as const;

/** A run with a key, a price and a cap, paused and resumed, that continues as new. */
async function eventfulRun(lab: Lab): Promise<Evidence> {
  process.env['EVIDENCE_KEY'] = KEY;
  const price = { inputUsd: 1, outputUsd: 2 };
  const running = lab.start({
    settings: LONG,
    budget: { maxLmCalls: 500 },
    task: {
      program: () => new Predict('ticket -> category', { instructions: INSTRUCTIONS }),
      trainset: tickets(4),
      valset: tickets(3, { from: 150 }),
      lm: new LM('openai/canary', { baseUrl: lab.model.url, apiKeyEnv: 'EVIDENCE_KEY', price }),
    },
  });
  await lab.holdAt(3);
  const handle = await running.handle();
  await handle.executeUpdate('pause');
  await handle.executeUpdate('resume');
  lab.hurry();
  await running.finished;
  return gatherEvidence({ home: lab.home, client: lab.client, journal: lab.model.journal() });
}

describeRuns('the evidence of a run', (open) => {
  let evidence: Evidence;
  let options: CheckOptions;
  const written: string[] = [];
  const write = process.stderr.write;

  beforeAll(async () => {
    process.stderr.write = ((chunk: string) => written.push(String(chunk)) > 0) as typeof write;
    const real = await eventfulRun(await open({ requireKey: KEY }));
    evidence = { ...real, logs: [...real.logs, { name: 'stderr', text: written.join('') }] };
    options = { undisturbed: String(evidence.files.program), canaries: CANARIES };
  });
  afterAll(() => {
    process.stderr.write = write;
  });

  test('contradicts no invariant, and is not empty', () => {
    expect(checkEvidence(evidence, options)).toEqual([]);
    const { requests, histories, store, files, contents } = evidence;
    expect(histories).toHaveLength(2);
    expect(histories.flatMap(({ orders }) => orders).map(({ name }) => name)).toEqual(['pause', 'resume']);
    expect(histories.flatMap(({ cells }) => cells).length).toBeGreaterThan(200);
    expect(store.calls).toHaveLength(requests.length);
    expect(store.totals.costNanoUsd).toBeGreaterThan(0);
    expect(histories.every(({ bytes }) => bytes > 10_000)).toBe(true);
    expect(files.result?.stoppedBecause).toBe('completed');
    expect(contents.length).toBeGreaterThan(5);
    // What is looked for can be found: it is where it may be.
    expect(contents.some(({ content }) => content.includes(INSTRUCTIONS))).toBe(true);
  });

  const doctored: readonly (readonly [InvariantName, string, (real: Evidence) => Evidence])[] = [
    ['I1', 'a second score of a cell', (real) => withStore(real, { scores: again(real.store.scores) })],
    ['I1', 'a report of another score', (real) => withHistory(real, { cells: otherScores(real) })],
    ['I1', 'a score that is not stored', (real) => withStore(real, { scores: real.store.scores.slice(1) })],
    ['I2', 'a winner that is not the first', (real) => withResult(real, { bestKey: '9,9' })],
    ['I2', 'a best score that no trial has', (real) => withResult(real, { best: 0.99 })],
    ['I3', 'one more line', (real) => withFiles(real, { program: `${real.files.program}\n` })],
    ['I4', 'an answered request once more', askedTwice],
    ['I5', 'an answer that was never settled', (real) => withStore(real, { calls: unsettled(real) })],
    ['I5', 'a dollar too many', (real) => withStore(real, { totals: moreExpensive(real) })],
    ['I6', 'a pause before the first request', (real) => withHistory(real, { orders: earlyPause(real) })],
    ['I6', 'a request after the end', lateRequest],
    ['I7', 'a cap of one call less', (real) => withCap(real, real.requests.length - 1)],
    ['I8', 'a history of 12,800 events', (real) => withHistory(real, { events: 12_800 })],
    ['I8', 'a payload of 64 KiB', (real) => withHistory(real, { largestPayloadBytes: 65_536 })],
    ['I9', 'an unfinished file', (real) => withLeftover(real, { files: ['runs/result.json.tmp'] })],
    ['I9', 'a living process', (real) => withLeftover(real, { processes: ['17 node worker'] })],
    ['I9', 'an unhandled rejection', (real) => withLog(real, 'node: UnhandledPromiseRejection: ...')],
    ['I10', 'the key in a history', (real) => withHistory(real, { raw: `x${KEY}x` })],
    ['I10', 'the instruction in a log', (real) => withLog(real, `asked with ${INSTRUCTIONS}`)],
    ['I10', 'the key in an artifact', (real) => withFile(real, 'artifacts/00/1.json', KEY)],
    [
      'I10',
      'the instruction in the checkpoint',
      (real) => withFile(real, 'runs/a/b/checkpoint.json', INSTRUCTIONS),
    ],
    ['I10', 'the key in the name of a file', (real) => withFile(real, `artifacts/${KEY}`, '')],
  ];

  test.each(doctored)('%s alone is contradicted by %s', (name, _what, doctor) => {
    const violations = checkEvidence(doctor(evidence), options);
    expect(new Set(violations.map(({ invariant }) => invariant))).toEqual(new Set([name]));
    expect(violations.flatMap(({ what }) => what).join()).not.toMatch(KEY);
  });

  test('every invariant has been contradicted', () => {
    expect(new Set(doctored.map(([name]) => name))).toEqual(new Set(Object.keys(INVARIANTS)));
  });

  test('repeats, open calls and requests over the cap are forgiven up to what was in flight at the faults', () => {
    const repeated = askedTwice(evidence);
    expect(checkEvidence(repeated, { ...options, inFlightAtFaults: 1 })).toEqual([]);
    const capped = withCap(evidence, evidence.requests.length - 1);
    expect(checkEvidence(capped, { ...options, inFlightAtFaults: 1 })).toEqual([]);
  });
});

function withStore(real: Evidence, store: Partial<Evidence['store']>): Evidence {
  return { ...real, store: { ...real.store, ...store } };
}

function withFiles(real: Evidence, files: Partial<Evidence['files']>): Evidence {
  return { ...real, files: { ...real.files, ...files } };
}

function withResult(real: Evidence, result: object): Evidence {
  return withFiles(real, { result: { ...real.files.result, ...result } as never });
}

function withHistory(real: Evidence, change: Partial<HistoryEvidence>): Evidence {
  const [first, ...others] = real.histories;
  return { ...real, histories: [{ ...first, ...change } as HistoryEvidence, ...others] };
}

function withLeftover(real: Evidence, leftovers: Partial<Evidence['leftovers']>): Evidence {
  return { ...real, leftovers: { ...real.leftovers, ...leftovers } };
}

function withLog(real: Evidence, text: string): Evidence {
  return { ...real, logs: [...real.logs, { name: 'worker', text }] };
}

function withFile(real: Evidence, path: string, text: string): Evidence {
  return { ...real, contents: [...real.contents, { path, content: Buffer.from(text) }] };
}

function withCap(real: Evidence, maxLmCalls: number): Evidence {
  const { checkpoint } = real.files;
  if (checkpoint === null) throw new Error('The run has no checkpoint.');
  const spec = { ...checkpoint.spec, budget: { maxLmCalls } };
  return withFiles(real, { checkpoint: { ...checkpoint, spec } });
}

function again<T>(items: readonly T[]): readonly T[] {
  return [...items, ...items.slice(0, 1)];
}

function otherScores({ histories }: Evidence): HistoryEvidence['cells'] {
  return histories[0]?.cells.map((cell) => ({ ...cell, score: cell.score === 1 ? 0 : 1 })) ?? [];
}

/** Also in the ledger, its lines, the totals and the result: nothing but the repeat is wrong. */
function askedTwice(real: Evidence): Evidence {
  const { store, requests, files } = real;
  const { result } = files;
  const free = {
    state: 'answered',
    promptTokens: 0,
    completionTokens: 0,
    costNanoUsd: 0,
    worstNanoUsd: 0,
  } as const;
  const line = { activity: 'again', calls: 1, promptTokens: 0, completionTokens: 0, costNanoUsd: 0 };
  const totals = { ...store.totals, calls: store.totals.calls + 1 };
  const usage = { ...result?.usage, lmCalls: totals.calls };
  const told = withResult(real, { usage });
  return {
    ...withStore(told, { calls: [...store.calls, free], lines: [...store.lines, line], totals }),
    requests: again(requests),
  };
}

function unsettled({ store }: Evidence): Evidence['store']['calls'] {
  return store.calls.map((call, index) => (index === 0 ? { ...call, state: 'sent' } : call));
}

function moreExpensive({ store: { totals } }: Evidence): Evidence['store']['totals'] {
  return { ...totals, costNanoUsd: totals.costNanoUsd + 1e9 };
}

function earlyPause({ requests }: Evidence): HistoryEvidence['orders'] {
  return [{ name: 'pause', atMs: (requests[0]?.timeMs ?? 0) - 60_000 }];
}

function lateRequest(real: Evidence): Evidence {
  const closedAtMs = real.histories.at(-1)?.closedAtMs ?? 0;
  const last = real.requests.at(-1);
  if (last === undefined) throw new Error('The run has sent no request.');
  return { ...real, requests: [...real.requests.slice(0, -1), { ...last, timeMs: closedAtMs + 60_000 }] };
}
