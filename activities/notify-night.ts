import { ApplicationFailure } from '@temporalio/activity';
import { InvalidRequest } from '../domain/errors.ts';
import type { NightReport } from '../domain/night.ts';
import type { NotifyInput } from './contract-of-nights.ts';
import type { Dependencies } from './dependencies.ts';
import { nightlyOptionsOf } from './require-task.ts';
import { signedHeaders, webhookAddress } from './webhook.ts';

const TIMEOUT_MS = 10_000;

/**
 * Sends one event. Retried by the caller, so the same one may come twice: `nightId` and `event` name it.
 * @throws InvalidRequest without a secret; NotDelivered when the receiver does not take it
 */
export async function notifyNight(deps: Dependencies, input: NotifyInput): Promise<void> {
  const { notify } = nightlyOptionsOf(deps, input.report.task);
  if (notify === null) return;
  const secret = process.env[notify.secretEnv];
  if (secret === undefined || secret === '') {
    throw new InvalidRequest(
      `The environment variable ${notify.secretEnv} of the worker must hold the secret that signs messages; it is not set.`,
    );
  }
  const body = JSON.stringify(messageOf(input));
  const response = await send(webhookAddress(notify.url), { body, secret });
  if (!response.ok) throw undelivered(`The receiver of notify.url answered with status ${response.status}.`);
}

/** Without the address in the message of an error: a hook's path is often its secret. */
async function send(address: URL, { body, secret }: { body: string; secret: string }): Promise<Response> {
  try {
    return await fetch(address, {
      method: 'POST',
      body,
      headers: signedHeaders(body, secret, Date.now()),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw undelivered(
      `The receiver of notify.url cannot be reached (${error instanceof Error ? error.name : 'unknown'}).`,
    );
  }
}

/** Words of ours, which the night's report repeats; without the cause, which may hold the address. */
function undelivered(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'NotDelivered', message });
}

/** Names and numbers only: no prompt, no example. */
function messageOf({ event, report }: NotifyInput): object {
  const { task, nightId, startedAtMs, outcome, reasons, promotedVersion, usage } = report;
  return {
    schema: 1,
    event,
    task,
    nightId,
    startedAtMs,
    outcome,
    reasons,
    championVersion: report.basis?.championVersion ?? null,
    promotedVersion,
    runId: report.run?.runId ?? null,
    holdout: holdoutOf(report),
    usage,
  };
}

function holdoutOf({ decision }: NightReport): object | null {
  const test = decision?.test ?? null;
  if (test === null) return null;
  const { rows, championMean, challengerMean, gain, pValue, lowerBound } = test;
  return { rows, champion: championMean, challenger: challengerMean, gain, pValue, lowerBound };
}
