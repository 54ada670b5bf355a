import { inspect } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { LM } from '../../lm/lm.ts';
import { Module } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import type { Canary } from '../evidence/check-options.ts';
import { gatherEvidence } from '../evidence/gather-evidence.ts';
import { noSecretIsOut } from '../evidence/invariants/no-secret-is-out.ts';
import type { Finding } from '../evidence/violation.ts';
import { tickets, type Lab, type RunningRun } from './lab.ts';
import { describeRuns } from './run-harness.ts';

const KEY = 'canary-key-4711';
const PROMPT = 'canaryprompt';
const ROW = 'canaryrow';
const LABEL = 'canarylabel';
const TEXTS = [KEY, PROMPT, ROW, LABEL];
const CANARIES: readonly Canary[] = [
  { name: 'the key', text: KEY, mayBeIn: 'nowhere' },
  { name: 'the prompt', text: PROMPT, mayBeIn: 'stores' },
  { name: 'a row', text: ROW, mayBeIn: 'stores' },
  { name: 'a label', text: LABEL, mayBeIn: 'stores' },
];

/** Fails on some tickets, quoting them. */
class Indiscreet extends Module<{ ticket: string }, { label: string }> {
  answer = new Predict('ticket -> label', { instructions: `${PROMPT} Sort the ticket.` });

  async forward({ ticket }: { ticket: string }) {
    const prediction = await this.answer.run({ ticket });
    if (ticket.length % 5 === 0) throw new Error(`cannot sort: ${ticket}`);
    return prediction;
  }
}

function rows(count: number, from: number): Example[] {
  return tickets(count, { from }).map((example) =>
    new Example({
      ticket: `${ROW} ${example['ticket']}`,
      label: `${LABEL} ${example['category']}`,
    }).withInputs('ticket'),
  ) as Example[];
}

/** What is found of the canaries in all that the run has left behind, and in what its process has said. */
async function findings(lab: Lab, running: RunningRun, said: readonly string[]): Promise<readonly Finding[]> {
  const { workflowId } = await running.handle();
  const [, task = '', specHash = ''] = workflowId.split('/');
  const evidence = await gatherEvidence({
    home: lab.home,
    client: lab.client,
    run: { task, specHash },
    journal: lab.model.journal(),
    logs: [{ name: 'all that was said', text: said.join('') }],
  });
  expect(evidence.histories[0]?.decoded).toContain('"specHash"');
  expect(evidence.contents.length).toBeGreaterThan(5);
  return noSecretIsOut(evidence, { canaries: CANARIES });
}

describeRuns('what a run tells others', (open) => {
  const said: string[] = [];
  const { stdout, stderr } = process;
  const writers = [stdout.write, stderr.write] as const;
  const listen = ((chunk: string) => {
    said.push(String(chunk));
    return true;
  }) as typeof stdout.write;
  stdout.write = listen;
  stderr.write = listen;
  // The test runner puts a console of its own in place of Node's.
  const spoken = { ...console };
  const hear = (...words: unknown[]) => void said.push(inspect(words, { depth: 9 }));
  Object.assign(console, { log: hear, debug: hear, info: hear, warn: hear, error: hear });
  // With it the `openai` package prints every request, unless it is told not to.
  process.env['OPENAI_LOG'] = 'debug';
  afterAll(() => {
    [stdout.write, stderr.write] = writers;
    Object.assign(console, spoken);
    delete process.env['OPENAI_LOG'];
  });

  function start(lab: Lab): RunningRun {
    process.env['CANARY_KEY'] = KEY;
    return lab.start({
      settings: { maxErrors: 100 },
      task: {
        program: () => new Indiscreet(),
        metric: (example, prediction) => {
          if (String(example['ticket']).length % 7 === 0)
            throw new Error(`no score for ${example['ticket']}`);
          return String(prediction['label']).includes('b');
        },
        trainset: rows(30, 0).filter(({ ticket }) => ticket.length % 7 !== 0),
        valset: rows(24, 150),
        lm: new LM('openai/canary', { baseUrl: lab.model.url, apiKeyEnv: 'CANARY_KEY' }),
      },
    });
  }

  test('a key is nowhere, and prompt and rows are in stores only, also when the user’s code quotes them and `OPENAI_LOG` is on', async () => {
    const lab = await open({ requireKey: KEY });
    const running = start(lab);
    const { result } = await running.finished;
    expect(Object.keys(result.problems).toSorted()).toEqual(['metric-error', 'program-error']);
    expect(await findings(lab, running, said)).toEqual([]);
    // The package that sends requests has a log of its own, which this variable would turn on.
    expect(said.join('')).not.toContain('/chat/completions');
    expect(JSON.stringify(running.seen)).not.toMatch(new RegExp(TEXTS.join('|')));
  });

  test('a block says what to do without the key or the provider’s words', async () => {
    const lab = await open({ requireKey: 'another' });
    const running = start(lab);
    const error = (await running.finished.catch((thrown: unknown) => thrown)) as Error;
    expect(error.name).toBe('RunBlocked');
    expect(error.message).toContain('CANARY_KEY');
    for (const canary of TEXTS) expect(error.message).not.toContain(canary);
    expect(await findings(lab, running, said)).toEqual([]);
  });
});
