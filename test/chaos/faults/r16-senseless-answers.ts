import type { FaultKind } from '../../../lm/practice/index.ts';
import { answersNowAndThen } from '../answers-now-and-then.ts';

const KINDS: Readonly<Record<string, FaultKind>> = {
  'truncated JSON': 'truncated-body',
  'HTML with 200': 'html',
  'empty body': 'empty',
  'no choices': 'no-choices',
  'error inside 200': 'error-in-200',
};

export const senselessAnswers = answersNowAndThen({
  id: 'R16',
  title: 'every ninth answer makes no sense',
  kinds: KINDS,
});
