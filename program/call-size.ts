import type { Example } from '../domain/example.ts';
import type { RunSettings } from '../domain/settings.ts';
import type { Demo } from './adapter.ts';
import { chatAdapter } from './chat-adapter.ts';
import type { AnyModule } from './module.ts';

/** Tokens of one model call, guessed without a call. */
export interface CallSize {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const DEMOS_IN_A_PROMPT = 4;

/** As many demos as a prompt usually has, taken from the training examples. Pure. */
export function likelyDemos(
  trainset: readonly Example[],
  { maxBootstrappedDemos, maxLabeledDemos }: Pick<RunSettings, 'maxBootstrappedDemos' | 'maxLabeledDemos'>,
): Demo[] {
  const shown = maxBootstrappedDemos + maxLabeledDemos > 0 ? DEMOS_IN_A_PROMPT : 0;
  return trainset.slice(1, 1 + shown).map((each) => each.toJSON());
}

const CHARACTERS_PER_TOKEN = 4;
const TOKENS_PER_REPLY = 60;

/**
 * The size of a call of the program's first predictor on the first example, with the given demos in its prompt: a
 * guess that usage corrects. Tokens are characters / 4; replies are taken to be of one usual length. Pure.
 */
export function callSize(program: AnyModule, trainset: readonly Example[], demos: readonly Demo[]): CallSize {
  const [first] = program.predictors();
  const [example] = trainset;
  if (first === undefined || example === undefined) return { promptTokens: 0, completionTokens: 0 };
  const messages = chatAdapter.render(first[1].signature, demos, example.inputs());
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0);
  return { promptTokens: characters / CHARACTERS_PER_TOKEN, completionTokens: TOKENS_PER_REPLY };
}
