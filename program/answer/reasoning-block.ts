const REASONING = /^\s*<think>[^]*?<\/think>/;

/**
 * An answer without the thoughts some models put before it, where a draft of the answer may stand; thoughts with
 * nothing after them are all there is to read.
 */
export function withoutReasoning(text: string): string {
  const answer = text.includes('<think>') ? text.replace(REASONING, '') : text;
  return answer.trim() === '' ? text : answer;
}
