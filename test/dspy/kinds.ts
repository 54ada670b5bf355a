import { z } from 'zod';
import type { OptimizerOptions } from '../../domain/optimizer-options.ts';
import { Example, type Fields } from '../../domain/example.ts';
import { ChainOfThought } from '../../program/chain-of-thought.ts';
import { Module, type AnyModule } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { signature } from '../../program/signature.ts';

/** A kind of program that both sides know: `programs.py` has the same under the same name. */
export interface Kind {
  readonly program: () => AnyModule;
  readonly trainset: readonly Example[];
  readonly output: string;
  readonly settings?: OptimizerOptions;
}

interface Ticket {
  readonly ticket: string;
}

class OneStep extends Module<Ticket, object> {
  classify = new ChainOfThought('ticket -> intent');

  forward({ ticket }: Ticket) {
    return this.classify.run({ ticket });
  }
}

class TwoStep extends Module<Ticket, { intent: string }> {
  condense = new ChainOfThought('ticket -> gist');
  classify = new Predict('ticket, gist -> intent');

  async forward({ ticket }: Ticket) {
    const { gist } = await this.condense.run({ ticket });
    return this.classify.run({ ticket, gist });
  }
}

class Nested extends Module<Ticket, object> {
  sub = new TwoStep();
  steps = [new Predict('intent -> queue'), new ChainOfThought('queue -> owner')] as const;
  by_key = { k: new Predict('owner -> reply') };

  async forward({ ticket }: Ticket) {
    const { intent } = await this.sub.run({ ticket });
    const { queue } = await this.steps[0].run({ intent });
    const { owner } = await this.steps[1].run({ queue });
    return this.by_key.k.run({ owner });
  }
}

const part = z
  .object({ name: z.string(), count: z.int(), weight: z.number().default(0.5) })
  .meta({ title: 'Part' });

const typed = () =>
  new Predict(
    signature({
      instructions: 'Fill the form from the note.',
      inputs: { note: z.string().describe('free text note'), limit: z.int() },
      outputs: {
        urgency: z.enum(['low', 'mid', 'high']).describe('how urgent'),
        count: z.int(),
        ratio: z.number(),
        tags: z.array(z.string()).describe('short tags'),
        done: z.boolean(),
        part,
        extra: z.string().nullable(),
      },
    }),
  );

const WORDS: readonly (readonly [intent: string, word: string])[] = [
  ['double_charge', 'charged twice'],
  ['change_address', 'moved to a new street'],
  ['api_error', 'webhook fails'],
];

/** Tickets with the columns that steps between first and last answer too, so that labeled demos are whole. */
const tickets: readonly Example[] = Array.from({ length: 18 }, (_, i) => {
  const [intent, word] = WORDS[i % WORDS.length] as readonly [string, string];
  return row({ ticket: `Hello, ${word} – “case ${i}”.`, intent, queue: intent, reply: intent }, ['ticket']);
});

/** Whole floats among them: they have to stay floats. */
const notes: readonly Example[] = Array.from({ length: 18 }, (_, i) =>
  row(
    {
      note: `${i} bolts, ${i % 2 === 0 ? 'urgent' : 'no hurry'}`,
      limit: i,
      urgency: i % 2 === 0 ? 'high' : 'low',
      count: i,
      ratio: i % 3 === 0 ? 1 : 0.25,
      tags: ['bolts', `n${i}`],
      done: i % 2 === 0,
      part: { name: 'bolt', count: i, weight: 2 },
      extra: i % 4 === 0 ? null : 'ok',
    },
    ['note', 'limit'],
  ),
);

function row(fields: Fields, inputs: readonly string[]): Example {
  return new Example(fields).withInputs(...inputs) as unknown as Example;
}

const ofTickets = { trainset: tickets, output: 'intent' } as const;

export const KINDS: { readonly [kind: string]: Kind } = {
  predict: { ...ofTickets, program: () => new Predict('ticket -> intent') },
  cot: { ...ofTickets, program: () => new ChainOfThought('ticket -> intent') },
  'cot-zero-shot': {
    ...ofTickets,
    program: () => new ChainOfThought('ticket -> intent'),
    settings: { maxBootstrappedDemos: 0, maxLabeledDemos: 0 },
  },
  'one-step': { ...ofTickets, program: () => new OneStep() },
  'two-step': { ...ofTickets, program: () => new TwoStep() },
  nested: { ...ofTickets, program: () => new Nested(), output: 'reply' },
  typed: { program: typed, trainset: notes, output: 'urgency' },
};
