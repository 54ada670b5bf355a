import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../client/exit-code.ts';
import { Module } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { oneStep, tickets, type Lab, type LabRun } from './lab.ts';
import { leaveRun } from './leave-run.ts';
import { describeRuns } from './run-harness.ts';

interface Refusal {
  readonly name: string;
  readonly message: RegExp;
}

/** The run is refused with code 2 before any model is asked. */
async function expectRefusal(lab: Lab, run: LabRun, { message, ...facts }: Refusal): Promise<void> {
  const error: unknown = await lab.run(run).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject(facts);
  expect((error as Error).message).toMatch(message);
  expect(exitCodeOf(error)).toBe(2);
  expect(lab.requests()).toBe(0);
}

const INVALID = { name: 'InvalidRequest' } as const;

/** Reads an input that the tickets do not have. */
class Misspelt extends Module<{ ticket: string }, { category: string }> {
  classify = new Predict('tickt -> category');

  async forward(inputs: { ticket: string }) {
    return this.classify.run(inputs as never);
  }
}

/** Breaks on every ticket, before it asks a model. */
class Broken extends Module<{ ticket: string }, { category: string }> {
  classify = new Predict('ticket -> category');

  async forward({ ticket }: { ticket: string }): Promise<{ category: string }> {
    throw new TypeError(`cannot read ${ticket}`);
  }
}

describeRuns('a request that makes no sense', (open) => {
  test.concurrent.each([
    ['an empty training set', { task: { trainset: [] } }, /trainset is empty/],
    [
      'a minibatch larger than the data',
      { settings: { minibatchSize: 35 } },
      /minibatchSize is 35, but .* 24/,
    ],
    ['no trials', { settings: { numTrials: 0 } }, /numTrials must be a whole number, 1 or more; got 0/],
    ['a metric that is no number', { task: { metric: () => NaN } }, /metric .* example 1.* got NaN/],
    [
      'a metric that is a word',
      { task: { metric: () => 'good' as never } },
      /metric .* example 1.* got a string/,
    ],
    [
      'a metric that throws',
      {
        task: {
          metric: () => {
            throw new RangeError('secret words');
          },
        },
      },
      /metric .* example 1.* RangeError at /,
    ],
    [
      'a program that wants another input',
      { task: { program: () => new Predict('tickt -> category') } },
      /'tickt'/,
    ],
    ['a step that wants another input', { task: { program: () => new Misspelt() } }, /'tickt'/],
    [
      'a program that breaks on every example',
      { task: { program: () => new Broken() } },
      /program .* TypeError/,
    ],
  ] as const)('%s is refused before any model is asked', async (_what, run, message) => {
    await expectRefusal(await open(), run as LabRun, { ...INVALID, message });
  });

  test.concurrent('a misspelt input field of a data file is refused with file and row', async () => {
    const lab = await open();
    writeFileSync(join(lab.home, 'rows.jsonl'), '{"ticket":"t","category":"bug"}\n'.repeat(8));
    const task = { trainset: 'rows.jsonl', inputs: ['tickt'] };
    await expectRefusal(lab, { task }, { name: 'DatasetUnreadable', message: /rows\.jsonl.*tickt/ });
  });

  test.concurrent('a refusal quotes no example', async () => {
    const lab = await open();
    const error = await lab.run({ task: { program: () => new Broken() } }).catch((thrown: Error) => thrown);
    expect((error as Error).message).not.toContain(tickets(1)[0]?.['ticket']);
  });

  test.concurrent('a request that was refused can be mended and started again', async () => {
    const lab = await open();
    await expectRefusal(lab, { task: { metric: () => NaN } }, { ...INVALID, message: /NaN/ });
    const { result } = await lab.run();
    expect(result.stoppedBecause).toBe('completed');
  });
});

describeRuns('a task that changed', (open) => {
  test.concurrent('since its run finished is refused, and the change is named', async () => {
    const lab = await open();
    await lab.run();
    const requests = lab.requests();
    await expect(lab.run({ task: { trainset: tickets(30, { from: 1 }) } })).rejects.toMatchObject({
      name: 'TaskChanged',
      changed: ['trainset', 'valset'],
    });
    expect(lab.requests()).toBe(requests);
  });

  test.concurrent(
    'while its run goes on is refused; the old version goes on with the run and ends it',
    async () => {
      const lab = await open();
      await leaveRun(lab, 85);
      const program = () => new Predict(oneStep().signature, { instructions: 'Sort the ticket.' });
      const error: unknown = await lab.run({ task: { program } }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'TaskChanged', changed: ['program, instruction of self'] });
      expect(exitCodeOf(error)).toBe(2);
      const { result } = await lab.run();
      expect(result.stoppedBecause).toBe('completed');
      expect(lab.requests()).toBe(lab.model.stats().uniqueRequests);
      expect(result.usage.lmCalls).toBe(lab.requests());
    },
  );
});
