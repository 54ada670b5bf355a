import type { Example } from '../../domain/example.ts';
import { withCallScope } from '../../lm/call-scope.ts';
import { CallNotSent, isCallNotSent } from '../../lm/errors.ts';
import type { LanguageModel } from '../../lm/language-model.ts';
import type { Metric } from '../../metrics/metric.ts';
import { toScore } from '../../metrics/metric-value.ts';
import { withCallContext } from '../../program/call-context.ts';
import type { AnyModule } from '../../program/module.ts';
import { kindOfError } from '../kind-of-error.ts';
import type { TryFailure, TryOutcome } from './user-code.ts';

const FINE: TryOutcome = { kind: 'fine' };

/** Runs a program up to its first model call, which is not sent. */
export async function reachModel(program: AnyModule, example: Example): Promise<TryOutcome> {
  let asked = false;
  const lm = silentModel(() => {
    asked = true;
  });
  try {
    // Predictors with a model of their own do not ask `lm`; the signal keeps their calls from being sent.
    await withCallScope({ signal: AbortSignal.abort() }, () =>
      withCallContext({ lm }, () => program.run(example.inputs())),
    );
    return FINE;
  } catch (error) {
    return asked || causedByCall(error) ? FINE : failed(error);
  }
}

/** Gives the metric the example's own labels as the answer. */
export async function judgeLabels(metric: Metric, example: Example): Promise<TryOutcome> {
  const signal = AbortSignal.abort();
  try {
    toScore(await withCallScope({ signal }, async () => metric(example, example.labels() as never)));
    return FINE;
  } catch (error) {
    return isCallNotSent(error) ? FINE : failed(error);
  }
}

function failed(error: unknown): TryFailure {
  const refused = error instanceof Error && error.name === 'InvalidRequest';
  return { kind: 'failed', words: kindOfError(error), refused };
}

function silentModel(onAsked: () => void): LanguageModel {
  const model: LanguageModel = {
    id: 'none/tried-only',
    parameters: {},
    complete: () => {
      onAsked();
      return Promise.reject(new CallNotSent());
    },
    with: () => model,
  };
  return model;
}

function causedByCall(error: unknown): boolean {
  if (isCallNotSent(error)) return true;
  return error instanceof Error && error.cause !== undefined && causedByCall(error.cause);
}
