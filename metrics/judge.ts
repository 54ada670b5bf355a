import { InvalidRequest } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import { withCallContext } from '../program/call-context.ts';
import { Predict } from '../program/predict.ts';
import type { Metric } from './metric.ts';
import { identified } from './metric-identity.ts';
import { MetricInvalid } from './metric-value.ts';

export interface JudgeOptions {
  /** What makes an answer good, and how much each fault costs. */
  readonly rubric: string;
  /** The model that judges, better than the one being judged. @defaultValue the model of the surrounding call */
  readonly lm?: LanguageModel;
}

const INSTRUCTIONS =
  'You grade answers. Read the rubric, the task and the answer under review; where a reference is given, it shows what ' +
  'a right answer contains. Write down which points of the rubric are met and which are not, then give a grade between ' +
  '0.0 (none of it is met) and 1.0 (all of it is met). Grade only what the rubric asks for.';

/**
 * A metric that asks a model for a grade, 0 to 1, with its reasons as feedback. The answer must name a grade in range.
 * @throws InvalidRequest for an empty rubric; the metric throws MetricInvalid for a grade outside 0 to 1
 */
export function judge({ rubric, lm }: JudgeOptions): Metric {
  if (typeof rubric !== 'string' || rubric.trim() === '') {
    throw new InvalidRequest('judge: the rubric is empty. Say what makes an answer good.');
  }
  const grader = new Predict(
    'rubric, task: dict[str, Any], reference: dict[str, Any], answer: dict[str, Any] -> reasons, grade: float',
    {
      instructions: INSTRUCTIONS,
      temperature: 0,
      ...(lm && { lm }),
    },
  );
  const grade: Metric = async (example, prediction) => {
    const question = {
      rubric,
      task: example.inputs(),
      reference: example.labels(),
      answer: prediction as JsonObject,
    };
    // Its own trace: a judge's call is no step of the program that is judged.
    const { grade: given, reasons } = await withCallContext({ trace: [] }, () => grader.run(question));
    if (given >= 0 && given <= 1) return { score: given, feedback: reasons };
    throw new MetricInvalid(
      `judge: expected a grade from 0 to 1, but the model gave ${given}. Say in the rubric that 1 is the best grade.`,
    );
  };
  return identified(grade, 'judge', rubric, lm?.id, lm?.parameters);
}
