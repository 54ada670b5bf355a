import { writeFileSync } from 'node:fs';
import { defineTask, Example, LM, Module, Predict, type Metric, type TaskDefinition } from 'durable-mipro';

/** What the code does on a row: the row says it in its first word, as in `metric-spins: …`. */
const FAULTS: { readonly [fault: string]: () => unknown } = {
  spins: () => {
    for (;;);
  },
  'spins-deaf': () => {
    const kept: object[] = [];
    for (;;) kept[kept.length % 1_000] = Array.from({ length: 10 });
  },
  'notes-pid-and-spins': () => {
    writeFileSync(process.env['MISBEHAVING_PID_FILE'] ?? '', String(process.pid));
    for (;;);
  },
  sleeps: () => new Promise(() => {}),
  exits: () => process.exit(3),
  leaks: () => {
    const kept: object[] = [];
    for (;;) kept.push(Array.from({ length: 1_000 }, () => ({})));
  },
  'leaks-buffers': () => {
    const kept: Buffer[] = [];
    for (;;) kept.push(Buffer.alloc(1_000_000, 1));
  },
  'throws-later': () => {
    setTimeout(() => {
      throw new Error('a bug of the user in a timer');
    });
    return new Promise(() => {});
  },
  throws: () => {
    throw new Error('a bug of the user');
  },
  'is-nan': () => Number.NaN,
  'is-infinite': () => Number.POSITIVE_INFINITY,
  'is-text': () => 'good',
  'is-nothing': () => undefined,
  'tells-key': () => Number(process.env['MISBEHAVING_API_KEY'] ?? process.env['OPENAI_API_KEY'] ?? 1),
};

function misbehave(where: 'program' | 'metric', ticket: string): unknown {
  const [, fault] = new RegExp(`^${where}-([a-z-]+):`).exec(ticket) ?? [];
  return fault === undefined ? undefined : FAULTS[fault]?.();
}

class Triage extends Module<{ ticket: string }, { category: string }> {
  sort = new Predict('ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"');

  async forward({ ticket }: { ticket: string }) {
    await misbehave('program', ticket);
    const { category } = await this.sort.run({ ticket });
    return { category };
  }
}

const metric: Metric = (example, prediction) => {
  const ticket = String(example['ticket']);
  if (ticket.startsWith('metric-')) return misbehave('metric', ticket) as number;
  return prediction['category'] === example['category'];
};

export interface MisbehavingTask {
  readonly name: string;
  /** Absent: the practice model in the process. */
  readonly modelUrl?: string;
  readonly rows: readonly { readonly ticket: string; readonly category: string }[];
  readonly userCode?: TaskDefinition['userCode'];
  readonly version?: string;
}

/** A task whose rows say where its code goes wrong. */
export function misbehavingTask({
  name,
  modelUrl,
  rows,
  userCode,
  ...rest
}: MisbehavingTask): TaskDefinition {
  const examples = rows.map((row) => new Example({ ...row }).withInputs('ticket'));
  return defineTask({
    name,
    ...rest,
    program: () => new Triage(),
    metric,
    trainset: examples,
    valset: examples,
    lm: new LM('practice/tickets', modelUrl === undefined ? {} : { baseUrl: modelUrl }),
    // Asked by runs only, which name a server of theirs; here for the key that it would take.
    ...(modelUrl === undefined && {
      promptModel: new LM('elsewhere/one', {
        baseUrl: 'https://models.invalid/v1',
        apiKeyEnv: 'MISBEHAVING_API_KEY',
      }),
    }),
    userCode: { timeoutMs: 600, memoryMb: 400, ...userCode },
  });
}
