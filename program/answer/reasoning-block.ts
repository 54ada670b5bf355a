const REASONING = /^\s*<think>[^]*?<\/think>/;

/** An answer without the thoughts some models put before it, where a draft of the answer may stand. */
export function withoutReasoning(text: string): string {
  return text.includes('<think>') ? text.replace(REASONING, '') : text;
}
