/** What stands in a table where no value came out. */
export const NOTHING_READ = 'no value can be read';
export const NOT_OFFERED = 'the signature is refused: there is no such type';

export interface Difference {
  readonly reason: string;
  /** What we make of the case; the file holds what DSPy makes of it. */
  readonly ours: unknown;
}

const INDENTED_HEADER: Difference = {
  reason: 'an indented header is a header, not a broken value',
  ours: { reasoning: 'x', answer: '42' },
};
const noSuchType: Difference = {
  reason: 'JSON has neither tuples nor sets; a list or an object says the same',
  ours: NOT_OFFERED,
};
const wholeNumber = (ours: unknown): Difference => ({
  reason: 'whole-number options are read from text too',
  ours,
});

/** Every case of a fixture where we differ on purpose: file, then case. What is not named here is equal. */
export const DELIBERATE_DIFFERENCES: {
  readonly [file: string]: { readonly [name: string]: Difference };
} = {
  'chat-parse.json': {
    'chat A: indented markers with same-line value': INDENTED_HEADER,
    'chat A: indented markers alone': INDENTED_HEADER,
    'chat I: big int': {
      reason: 'an int beyond 2^53 would silently become another number',
      ours: NOTHING_READ,
    },
    'chat E: enum 2': wholeNumber({ mood: 2 }),
    'chat F: float inf': { reason: 'JSON holds no infinity', ours: NOTHING_READ },
    'chat F: float NaN': { reason: 'JSON holds no NaN', ours: NOTHING_READ },
    'value str: {"$float":"1.0"}': {
      reason: 'a JavaScript number does not know that it was a float',
      ours: '1',
    },
    'value Literal[1, 2]: "1"': wholeNumber(1),
    'value Literal[1, 2]: "\'1\'"': wholeNumber(1),
    'value Mood: "2"': wholeNumber(2),
    'value tuple[int, str]: "[1, \\"x\\"]"': noSuchType,
    'value tuple[int, str]: "(1, \'x\')"': noSuchType,
    'value set[int]: "[1, 1, 2]"': noSuchType,
    'value set[int]: "{1, 2}"': noSuchType,
  },
  'chat-structure.json': {
    'type tuple[int, str]': noSuchType,
    'type set[int]': noSuchType,
  },
  'evaluate-rounding.json': {
    'none-metric': {
      reason: 'an answer that is no score fails one example; DSPy loses the whole evaluation',
      ours: { score: 66.67, errors: 1 },
    },
    'string-metric': {
      reason: 'an answer that is no score fails one example; DSPy loses the whole evaluation',
      ours: { score: 50, errors: 1 },
    },
    'failure-score-0.5': { reason: 'a failure is always 0', ours: { score: 66.67, errors: 1 } },
  },
  'free-runs.json': {
    'exhausted-p1 end': {
      reason: 'when every combination tried was fully scored the run goes on; DSPy ends it with an error',
      ours: { error: null, sampled: 20 },
    },
  },
};

/** @throws Error when the case is not named as a difference */
export function differenceOf(file: string, name: string): Difference {
  const difference = DELIBERATE_DIFFERENCES[file]?.[name];
  if (difference === undefined)
    throw new Error(`${file}, case ${name}: not listed as a deliberate difference.`);
  return difference;
}

export function isDifferent(file: string, name: string): boolean {
  return DELIBERATE_DIFFERENCES[file]?.[name] !== undefined;
}
