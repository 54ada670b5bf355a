import { plain } from '../domain/plain-text.ts';
import { recentCalls, type RecordedCall } from './history.ts';

/** Prints the last calls of this process, oldest first, and gives the printed text; what could command a terminal is left out. */
export function inspectHistory(count = 1): string {
  const calls = recentCalls(count);
  const text = plain(
    calls.length === 0 ? 'No model was called in this process yet.' : calls.map(callText).join('\n\n'),
  );
  console.log(text);
  return text;
}

function callText(call: RecordedCall): string {
  const turns = call.messages.map(({ role, content }) => `${role}:\n\n${content.trimEnd()}`);
  return [heading(call), ...turns, `answer (${call.finishReason}):\n\n${call.text.trimEnd()}`].join('\n\n');
}

function heading({ atMs, model, promptTokens, completionTokens, costUsd, cached }: RecordedCall): string {
  const cost = cached
    ? 'from the response store'
    : costUsd === null
      ? 'price unknown'
      : `$${costUsd.toFixed(6)}`;
  return `--- ${new Date(atMs).toISOString()}  ${model}  ${promptTokens} + ${completionTokens} tokens, ${cost} ---`;
}
