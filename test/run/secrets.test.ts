import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, expect, test } from 'vitest';
import { Example } from '../../domain/example.ts';
import { LM } from '../../lm/lm.ts';
import { Module } from '../../program/module.ts';
import { Predict } from '../../program/predict.ts';
import { tickets, type Lab, type RunningRun } from './lab.ts';
import { describeRuns } from './run-harness.ts';

const KEY = 'canary-key-4711';
const PROMPT = 'canaryprompt';
const ROW = 'canaryrow';
const LABEL = 'canarylabel';
const CANARIES = [KEY, PROMPT, ROW, LABEL];

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

/** All that a server keeps of a run: every event, with its payloads decoded. */
async function historyText(running: RunningRun): Promise<string> {
  const json = historyToJSON(await (await running.handle()).fetchHistory());
  return json.replaceAll(/"data": "([A-Za-z0-9+/=]+)"/g, (_, data: string) =>
    Buffer.from(data, 'base64').toString('utf8'),
  );
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

describeRuns('what a run tells others', (open) => {
  const written: string[] = [];
  const write = process.stderr.write;
  process.stderr.write = ((chunk: string) => {
    written.push(String(chunk));
    return true;
  }) as typeof write;
  afterAll(() => {
    process.stderr.write = write;
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

  test('neither history nor log holds a key, a prompt or an example, also when the user’s code quotes them', async () => {
    const lab = await open({ requireKey: KEY });
    const running = start(lab);
    const { result } = await running.finished;
    expect(Object.keys(result.problems).toSorted()).toEqual(['metric-error', 'program-error']);
    const text = await historyText(running);
    expect(text).toContain('"candidateKey"');
    for (const canary of CANARIES) expect(text).not.toContain(canary);
    for (const canary of CANARIES) expect(written.join('')).not.toContain(canary);
    expect(JSON.stringify(running.seen)).not.toMatch(new RegExp(CANARIES.join('|')));
  });

  test('a block says what to do without the key or the provider’s words', async () => {
    const lab = await open({ requireKey: 'another' });
    const running = start(lab);
    const error = (await running.finished.catch((thrown: unknown) => thrown)) as Error;
    expect(error.name).toBe('RunBlocked');
    expect(error.message).toContain('CANARY_KEY');
    for (const canary of CANARIES) expect(error.message).not.toContain(canary);
    const text = await historyText(running);
    for (const canary of CANARIES) expect(text).not.toContain(canary);
    for (const canary of CANARIES) expect(written.join('')).not.toContain(canary);
  });

  test('the key is in no file of the home', async () => {
    const lab = await open({ requireKey: KEY });
    await start(lab).finished;
    const files = filesUnder(lab.home);
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(readFileSync(file).includes(KEY)).toBe(false);
  });
});
