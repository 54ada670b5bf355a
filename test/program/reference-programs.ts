import { join } from 'node:path';
import { z } from 'zod';
import { ChainOfThought } from '../../program/chain-of-thought.ts';
import { Module, type AnyModule } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { signature } from '../../program/signature.ts';

/** Where the files lie that DSPy wrote, and the programs they were written by, in our words. */
export const REFERENCE = join(import.meta.dirname, '../reference/saved-programs');

export abstract class Silent extends Module {
  forward(): Promise<object> {
    throw new Error('not called here');
  }
}

export class TwoStep extends Silent {
  condense = new ChainOfThought('ticket -> gist');
  classify = new Predict('ticket, gist -> intent');
}

export class Nested extends Silent {
  sub = new TwoStep();
  steps = [new Predict('intent -> queue'), new ChainOfThought('queue -> owner')];
  by_key = { k: new Predict('owner -> reply') };
}

const part = z.object({ name: z.string(), count: z.int(), weight: z.number().default(0.5) });
export const typed = () =>
  new Predict(
    signature({
      inputs: { note: z.string(), limit: z.int() },
      outputs: {
        urgency: z.enum(['low', 'mid', 'high']),
        count: z.int(),
        ratio: z.number(),
        tags: z.array(z.string()),
        done: z.boolean(),
        part,
        extra: z.string().nullable(),
      },
    }),
  );

export const PROGRAMS: { readonly [kind: string]: () => AnyModule } = {
  predict: () => new Predict('ticket -> intent'),
  cot: () => new ChainOfThought('ticket -> intent'),
  'cot-zero-shot': () => new ChainOfThought('ticket -> intent'),
  'two-step': () => new TwoStep(),
  nested: () => new Nested(),
  typed,
};
