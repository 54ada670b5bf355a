/** A test that `npm test` runs, and the words that stand in its title. */
export interface Covering {
  readonly file: string;
  readonly title: string;
}

const at = (file: string, ...titles: readonly string[]): readonly Covering[] =>
  titles.map((title) => ({ file, title }));

const LM = 'test/lm/error-table.test.ts';
const BLOCKS = 'test/run/blocks.test.ts';
const SHARD = 'test/activities/score-shard.test.ts';
const SHORT = 'test/chaos/chaos.test.ts';

/**
 * Where `npm test` looks at each fault of the plan. What is tried in `test/chaos/chaos.test.ts` had no cheaper place.
 */
export const COVERED: Readonly<Record<string, readonly Covering[]>> = {
  R1: [
    ...at('test/crash/crash.test.ts', 'everything, the server too, in stage 2'),
    ...at('test/run/fleet.test.ts', 'that loses a worker for good and gains another in mid-run'),
    ...at('test/crash-points/crash-points.test.ts', 'every kind of crash point is sampled here'),
  ],
  R2: at('test/run/fleet.test.ts', 'that loses a worker for good and gains another in mid-run'),
  R3: at('test/cli/orders.test.ts', 'a run that nobody serves'),
  R4: at('test/crash/crash.test.ts', 'the server alone in stage 2'),
  R7: at('test/run/journeys.test.ts', 'goes on on a server that never heard of it'),
  R8: at(SHORT, 'is cut off from the server'),
  R9: at(SHORT, 'is cut off from its model'),
  R10: at(SHORT, 'is frozen until it is missed'),
  R11: [...at(SHORT, 'a storm of 429'), ...at(BLOCKS, 'a busy server only slows it down')],
  R12: [
    ...at(LM, 'a wait of 120 s is handed back after one request'),
    ...at('test/lm/small-parts.test.ts', 'are read as %j'),
    ...at(SHORT, 'an hour'),
  ],
  R13: at(BLOCKS, 'an empty quota'),
  R14: [
    ...at(BLOCKS, 'an outage of some seconds scores nothing 0'),
    ...at(LM, 'a 500 is a server error after four tries'),
  ],
  R15: [
    ...at(LM, 'a server that never answers is a time-out', 'a body that drips is bounded by the time-out'),
    ...at(SHORT, 'every kind of failing exchange'),
  ],
  R16: [
    ...at(
      LM,
      'JSON that is cut short is malformed',
      'a web page with status 200 is malformed',
      'an empty body with status 200 is malformed',
      'an error inside a 200 is a server error',
      'no choices are malformed',
    ),
    ...at(SHORT, 'every kind of failing exchange'),
  ],
  R17: at(SHORT, 'are in the wrong form'),
  R18: [
    ...at(LM, 'a connection reset before the headers', 'a connection dropped inside the body'),
    ...at('test/crash-points/crash-points.test.ts', 'every kind of crash point is sampled here'),
  ],
  R19: [...at(LM, 'a refusal is filtered content'), ...at(SHORT, 'refuses the same rows')],
  R20: [
    ...at(BLOCKS, 'a refused key'),
    ...at('test/cli/orders.test.ts', 'a key that the model server refuses'),
  ],
  R21: [
    ...at('test/stores/full-disk.test.ts', 'on a disk that is really full'),
    ...at('test/crash-points/crash-points.test.ts', 'every kind of crash point is sampled here'),
  ],
  R22: [
    ...at(
      'test/stores/database.test.ts',
      'pages overwritten in the middle',
      'a row whose value was changed on disk',
    ),
    ...at('test/stores/damage.test.ts', 'a flipped bit or a cut, anywhere in a file'),
  ],
  R23: at(SHORT, 'fifty starts'),
  R24: [...at(SHORT, 'a storm of orders'), ...at('test/run/orders.test.ts', 'orders to a run')],
  R25: at(SHARD, 'makes no outage of a bad moment', 'hides no outage of ten minutes'),
  R26: at('test/stores/load-examples.test.ts', 'a sample'),
  R27: at('test/run/large-values.test.ts', 'in rows, answers and instructions stay out of history'),
  R28: at(SHARD, 'a cell that fails in its third attempt', 'as many cells to blame as errors are allowed'),
  R29: at(
    'test/activities/score-problems.test.ts',
    'a metric that fails now and then scores 0 and is counted',
  ),
  R30: at('test/cli/runs.test.ts', 'is refused, with what changed, once the data are others'),
  R31: at('test/cli/orders.test.ts', 'a changed task while its run is served'),
  R32: at('test/run/budgets.test.ts', 'of calls that ends in the search gives the best so far'),
  R33: at('test/run/versions.test.ts', 'a run ends on the version it began on'),
  R34: at('test/run/night-schedule.test.ts', 'go on after the kill of worker and server in the second one'),
  R36: at('test/run/journeys.test.ts', 'that is left and joined again'),
  R37: at('test/run/fleet.test.ts', 'serves two runs at once as if each were alone'),
};

const PARTS = 'test/lm/small-parts.test.ts';
const RATE = 'test/lm/limiter-rate.test.ts';
const LIMITER = 'test/lm/limiter.test.ts';

/** Where `npm test` looks at each way in which a provider can behave. */
export const PROVIDERS: Readonly<Record<string, readonly Covering[]>> = {
  'a storm of 429': [
    ...at(SHORT, 'a storm of 429'),
    ...at(LIMITER, 'has forgotten a storm that let nothing through'),
  ],
  'a long Retry-After in seconds': at(LM, 'a wait of 120 s is handed back after one request'),
  'a Retry-After that is a date': at(PARTS, "'Tue, 24 Nov 2026 12:00:30 GMT'"),
  'a Retry-After of 3,600 s': at(SHORT, 'that is told to wait an hour'),
  'a quota that is gone': [
    ...at(LM, 'a 429 without quota is given up at once'),
    ...at(BLOCKS, 'an empty quota'),
  ],
  'no answer at all': at(LM, 'a server that never answers is a time-out'),
  'an answer that drips': at(LM, 'a body that drips is bounded by the time-out'),
  'a body that is cut short': at(LM, 'JSON that is cut short is malformed'),
  'a web page with 200': at(LM, 'a web page with status 200 is malformed'),
  'no choices': at(LM, 'no choices are malformed'),
  'an error inside 200': at(
    LM,
    'an error inside a 200 is a server error',
    'an error inside a 200 with a numeric code',
  ),
  'the wrong form, 5, 50 and 100 %': at(SHORT, 'are in the wrong form'),
  'refusals and filters on fixed rows': at(SHORT, 'refuses the same rows'),
  'a redirect to another host': at(LM, 'a redirect is refused and nothing reaches the other address'),
  'so many requests a minute, one process': at(
    RATE,
    'at most 1.15 times the ideal time and one in 50 refused',
  ),
  'so many requests a minute, two processes': at(RATE, 'two processes that share waves of calls and a board'),
  'slots never leak': [
    ...at(LIMITER, 'takes a slot back only once'),
    ...at(SHORT, 'every kind of failing exchange'),
  ],
  'an outage is never a score': [
    ...at(SHORT, 'scores nothing 0'),
    ...at(SHARD, 'an outage that begins after the first attempt blames no cell'),
  ],
};
