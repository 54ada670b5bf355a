import { expect, test, beforeAll } from 'vitest';
import { exitCodeOf } from '../../client/exit-code.ts';
import { LM } from '../../lm/lm.ts';
import type { LanguageModel } from '../../lm/language-model.ts';
import { LmError } from '../../lm/errors.ts';
import { tickets, withoutOrigin } from './lab.ts';
import { describeRuns } from './run-harness.ts';

/** A request of the first stage, and one of the search. */
const EARLY = 8;
const LATE = 85;

describeRuns('a run whose model cannot answer', (open) => {
  let calm: { program: unknown; requests: number };

  beforeAll(async () => {
    const lab = await open();
    calm = { program: withoutOrigin((await lab.run()).program), requests: lab.requests() };
  });

  test.concurrent.each([
    ['a refused key', 'status401', 'LmAuth', EARLY],
    ['an empty quota', 'quota', 'LmQuotaExhausted', LATE],
  ] as const)(
    '%s blocks it with code 4, and the same command goes on once the cause is removed',
    async (...[, kind, failure, from]) => {
      const lab = await open({ latencyMs: 2, faults: [{ at: { from }, kind }] });
      const error: unknown = await lab.run().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'RunBlocked', reason: { failure } });
      expect((error as Error).message).toContain('resume');
      expect(exitCodeOf(error)).toBe(4);
      lab.model.setFaults([]);
      const again = lab.start();
      const { result, program } = await again.finished;
      expect(again.outcome()).toBe('joined');
      expect(result.problems).toEqual({});
      expect(withoutOrigin(program)).toEqual(calm.program);
      const { byOutcome } = lab.model.stats();
      expect(byOutcome.answered).toBe(calm.requests);
      expect(result.usage.lmCalls).toBe(lab.requests());
    },
  );

  test.concurrent('a blocked run is stopped like any other, with the best so far', async () => {
    const lab = await open({ latencyMs: 2, faults: [{ at: { from: LATE }, kind: 'status401' }] });
    const running = lab.start();
    await expect(running.finished).rejects.toMatchObject({ name: 'RunBlocked' });
    const handle = lab.client.workflow.getHandle((await running.handle()).workflowId);
    const stop = handle.executeUpdate('stop', { args: [{ mode: 'drain' }] });
    const { result } = await lab.run();
    await stop;
    expect(result.stoppedBecause).toBe('stopped');
    expect(result.best).not.toBeNull();
  });

  test.concurrent(
    'an outage of some seconds scores nothing 0 and changes nothing in the result',
    async () => {
      const lab = await open({
        latencyMs: 2,
        faults: [{ at: { from: LATE, to: LATE + 25 }, kind: 'status500' }],
      });
      const { result, program } = await lab.run({ numThreads: 16 });
      expect(result.problems).toEqual({});
      expect(withoutOrigin(program)).toEqual(calm.program);
      expect(lab.requests()).toBe(calm.requests + 26);
      expect(result.usage.lmCalls).toBe(lab.requests());
    },
  );

  test.concurrent('a busy server only slows it down', async () => {
    const lab = await open({
      latencyMs: 2,
      faults: [{ at: LATE, kind: 'status429', retryAfterS: 0.2 }],
    });
    const { result, program } = await lab.run();
    expect(result.problems).toEqual({});
    expect(withoutOrigin(program)).toEqual(calm.program);
    expect(result.usage.lmCalls).toBe(lab.requests());
  });

  test.concurrent('an answer that breaks off is asked for again and scores nothing 0', async () => {
    const lab = await open({
      faults: [
        { at: 30, kind: 'drop' },
        { at: 60, kind: 'drop-in-body' },
        { at: 90, kind: 'html' },
      ],
    });
    const { result, program } = await lab.run();
    expect(result.problems).toEqual({});
    expect(withoutOrigin(program)).toEqual(calm.program);
  });

  test.concurrent.each([
    ['validates', 150, { numTrials: 1, numCandidates: 1, minibatch: false }, { 'provider-refused-cell': 2 }],
    ['learns from', 0, { numTrials: 1 }, {}],
  ] as const)(
    'an example that it %s and that the model always refuses is to blame, and the run goes on',
    async (...[, position, settings, problems]) => {
      const lab = await open();
      const [cursed] = tickets(1, { from: position });
      const lm = refusing(new LM('practice/tickets', { baseUrl: lab.model.url }), cursed?.['ticket']);
      const { result } = await lab.run({ task: { lm, promptModel: lab.lm() }, settings });
      expect(result.stoppedBecause).toBe('completed');
      expect(result.problems).toEqual(problems);
      expect(result.notes.join().includes('1 program or metric errors')).toBe(position === 0);
    },
  );
});

/** Away for every question about one ticket, as far as one can tell. */
function refusing(lm: LM, text: string): LanguageModel {
  const model: LanguageModel = {
    id: 'scripted/refusing',
    parameters: {},
    complete: async (request) => {
      if (request.messages.at(-1)?.content.includes(text) === true) {
        throw new LmError('scripted/refusing answered with status 500.', {
          errorClass: 'server-error',
          model: 'scripted/refusing',
        });
      }
      return lm.complete(request);
    },
    with: () => model,
  };
  return model;
}
