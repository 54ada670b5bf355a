import { describe, expect, test } from 'vitest';
import { CATEGORIES, CATEGORY, LEARN, PRIORITIES, ask, rowsOf, triageScore } from './ticket-prompts.ts';
import type { Row, Sampling } from './ticket-prompts.ts';

const TIPS = {
  none: undefined,
  simple: 'Keep the instruction short and plain.',
  detail: 'Give much detail: describe each possible answer and its signs.',
  persona: 'Give the model a role that fits the task, such as an expert of the field.',
};

function write(output: string, inputs: Row, sampling: Sampling = { temperature: 1, seed: 0 }): string {
  return ask({ inputs: Object.keys(inputs), output, options: [], instruction: 'Do it.' }, inputs, sampling);
}

function observe(rows: readonly Row[]): string {
  return write('observations', { examples: rows.map((row) => JSON.stringify(row)).join('\n') });
}

const rows = rowsOf(LEARN);
const batches = Array.from({ length: 8 }, (_, i) => rows.slice(10 * i, 10 * i + 10));
const observations = batches.map(observe).join('\n\n');
const summary = write('summary', { observations });

const literal = (options: readonly string[]) =>
  `Literal[${options.map((option) => `'${option}'`).join(', ')}]`;
const CODE =
  `classify: ticket (str) -> category (${literal(CATEGORIES)})\nSort it.\n\n` +
  `prioritize: ticket (str), category (${literal(CATEGORIES)}) -> priority (${literal(PRIORITIES)})\nRank it.`;

interface Proposal {
  readonly seed?: number;
  readonly temperature?: number;
  readonly tip?: string | undefined;
  readonly demos?: readonly Row[];
}

function propose(output: 'category' | 'priority', proposal: Proposal = {}): string {
  const { tip, demos = rows.slice(0, 3), seed = 0, temperature = 1 } = proposal;
  const shown = demos.map(
    (row) => `Ticket: ${row['ticket']}\nCategory: ${row['category']}\nPriority: ${row['priority']}`,
  );
  const inputs = {
    dataset_description: summary,
    program_code: CODE,
    module: output === 'category' ? 'Predict(ticket) -> category' : 'Predict(ticket, category) -> priority',
    task_demos: shown.join('\n\n'),
    basic_instruction: CATEGORY.instruction,
    ...(tip !== undefined && { tip }),
  };
  return write('proposed_instruction', inputs, { seed, temperature });
}

describe('data set notes', () => {
  test('observations name the fields, the answers and words that came with them', () => {
    const notes = observe(rows.slice(0, 10));
    expect(notes).toContain('ticket, category, priority');
    expect(notes).toMatch(/- category "\w+" in \d+ rows?: \w+/);
  });

  test('rows written in Python are read like JSON ones', () => {
    const python = rows.slice(0, 10).map(({ ticket, category, priority }) => {
      const text = (ticket ?? '').replaceAll("'", String.raw`\'`);
      return `Example({'ticket': '${text}', 'category': '${category}', 'priority': '${priority}'}) (input_keys={'ticket'})`;
    });
    expect(write('observations', { examples: `[${python.join(', ')}]` })).toBe(observe(rows.slice(0, 10)));
  });

  test('a batch that brings nothing new is COMPLETE', () => {
    const [batch = []] = batches;
    const examples = batch.map((row) => JSON.stringify(row)).join('\n');
    expect(write('observations', { examples, prior_observations: observe(batch) })).toBe('COMPLETE');
    expect(write('observations', { examples, prior_observations: observe(rows.slice(20, 30)) })).not.toBe(
      'COMPLETE',
    );
  });

  test('notes that were joined without a line break give the same summary', () => {
    expect(write('summary', { observations: batches.map((batch) => observe(batch).trim()).join('') })).toBe(
      summary,
    );
  });

  test('the summary gives every label frequent words of its rows', () => {
    for (const label of [...CATEGORIES, ...PRIORITIES]) {
      const words =
        new RegExp(`"${label}" \\(\\d+ of 80 rows\\) goes with ([^;.]+)`).exec(summary)?.[1]?.split(', ') ??
        [];
      expect(words.length, label).toBeGreaterThanOrEqual(5);
      const texts = rows.map((row) => (row['ticket'] ?? '').toLowerCase());
      for (const word of words)
        expect(
          texts.some((text) => text.includes(word)),
          word,
        ).toBe(true);
    }
  });
});

describe('descriptions', () => {
  test('the program is described by its steps', () => {
    const description = write('program_description', { program_code: CODE, program_example: '' });
    expect(description).toContain('2 steps');
    expect(description).toContain(
      'prioritize reads ticket and category and gives priority (one of low, normal, high or urgent)',
    );
  });

  test('the steps of a program are read from a printed signature class too', () => {
    const printed = [
      'StringSignature(ticket -> category',
      "    instructions='Sort it.'",
      '    ticket = Field(annotation=str required=True)',
      `    category = Field(annotation=${literal(CATEGORIES)} required=True)`,
      ')',
    ];
    const inputs = { program_code: printed.join('\n'), program_example: '' };
    expect(write('program_description', inputs)).toMatch(
      /reads ticket and gives category \(one of account, .+/,
    );
  });

  test('a step is described by what it gives and who uses it', () => {
    const inputs = { program_code: CODE, module: 'Predict(ticket) -> category' };
    expect(write('module_description', inputs)).toContain('Its answer is used by prioritize.');
  });
});

describe('proposed instructions', () => {
  test('every proposal names all labels of its own step', () => {
    for (const tip of Object.values(TIPS)) {
      for (const label of CATEGORIES) expect(propose('category', { tip })).toContain(label);
      for (const label of PRIORITIES) expect(propose('priority', { tip })).toContain(label);
    }
  });

  test('another seed, tip or set of demos gives another instruction', () => {
    const proposals = [
      ...Array.from({ length: 6 }, (_, seed) => propose('category', { seed })),
      ...Object.values(TIPS).map((tip) => propose('category', { tip, seed: 50 })),
      ...[1, 2, 3].map((i) => propose('category', { demos: rows.slice(3 * i, 3 * i + 3), seed: 60 })),
    ];
    expect(new Set(proposals).size).toBeGreaterThanOrEqual(proposals.length - 1);
  });

  test('equal prompts with equal seeds give equal instructions', () => {
    expect(propose('priority', { seed: 5 })).toBe(propose('priority', { seed: 5 }));
  });

  test('a tip that asks for brevity gives a shorter text than one that asks for detail', () => {
    const brief = propose('category', { tip: TIPS.simple, temperature: 0 });
    const long = propose('category', { tip: TIPS.detail, temperature: 0 });
    expect(brief.length).toBeLessThan(0.7 * long.length);
  });

  test('a tip that asks for a role gives one', () => {
    expect(propose('category', { tip: TIPS.persona })).toMatch(/^You are /);
  });

  test('nine of ten proposals beat the basic instruction, the best by 25 points, and they differ in quality', () => {
    const basic = triageScore({}, {});
    const tips = Object.values(TIPS);
    const scores = Array.from({ length: 10 }, (_, seed) => {
      const proposal = { seed, tip: tips[seed % tips.length], demos: rows.slice(3 * seed, 3 * seed + 3) };
      return triageScore(
        { instruction: propose('category', proposal) },
        { instruction: propose('priority', proposal) },
      );
    });
    expect(scores.filter((score) => score > basic + 0.03).length).toBeGreaterThanOrEqual(9);
    expect(Math.max(...scores)).toBeGreaterThan(basic + 0.25);
    expect(Math.max(...scores) - Math.min(...scores)).toBeGreaterThan(0.08);
  });
});

test('without data the instruction invents no cue words', () => {
  const inputs = {
    module: 'Predict(question) -> answer',
    task_demos: 'There are none.',
    basic_instruction: 'Answer.',
  };
  expect(write('proposed_instruction', inputs, { temperature: 0 })).toMatch(
    /`question`.*`answer`.*Give answer only, without an explanation\.|`answer`.*`question`.*Give answer only, without an explanation\./,
  );
});
