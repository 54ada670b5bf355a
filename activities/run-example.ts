import type { CellProblem, Score } from '../domain/score.ts';
import { isLmError } from '../lm/errors.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import { toScore } from '../metrics/metric-value.ts';
import { withCallContext, type PredictorOverlay, type TraceStep } from '../program/call-context.ts';
import type { Example } from '../domain/example.ts';
import type { Metric } from '../metrics/metric.ts';
import type { AnyModule } from '../program/module.ts';
import type { Predict } from '../program/predict.ts';
import { isInfrastructure } from './infrastructure.ts';

export type Overlay = ReadonlyMap<Predict, PredictorOverlay>;

export interface ExampleRun {
  readonly program: AnyModule;
  readonly metric: Metric;
  readonly lm: LanguageModel;
  readonly overlay: Overlay;
  readonly example: Example;
  /** Bootstrapping asks the metric whether the steps are worth copying; scoring gives it no trace. */
  readonly withTrace: boolean;
  /** The program has answered, and the metric is asked next. */
  readonly onAnswered?: () => void;
}

export type RunOutcome =
  | { readonly kind: 'scored'; readonly score: Score; readonly trace: readonly TraceStep[] }
  | { readonly kind: 'problem'; readonly problem: CellProblem };

/**
 * Runs the program on one example and scores the answer. A bad answer, a refusal or an error of the user's code is an
 * outcome; only what says nothing about the candidate is thrown.
 */
export async function runExample(run: ExampleRun): Promise<RunOutcome> {
  const trace: TraceStep[] = [];
  const context = { lm: run.lm, overlay: run.overlay, trace };
  return withCallContext(context, async () => {
    let prediction;
    try {
      prediction = await run.program.run(run.example.inputs());
    } catch (error) {
      return { kind: 'problem', problem: programProblem(error) };
    }
    run.onAnswered?.();
    try {
      const value = run.withTrace
        ? await run.metric(run.example, prediction, trace)
        : await run.metric(run.example, prediction);
      return { kind: 'scored', score: toScore(value), trace };
    } catch (error) {
      return { kind: 'problem', problem: metricProblem(error) };
    }
  });
}

function programProblem(error: unknown): CellProblem {
  if (isInfrastructure(error)) throw error;
  if (isLmError(error)) return error.errorClass === 'context-length' ? 'context-overflow' : 'content-filter';
  return error instanceof Error && error.name === 'UnreadableAnswer' ? 'unreadable-answer' : 'program-error';
}

/** A judge inside the metric calls models too: its outage is no metric error. */
function metricProblem(error: unknown): CellProblem {
  if (isInfrastructure(error)) throw error;
  return 'metric-error';
}
