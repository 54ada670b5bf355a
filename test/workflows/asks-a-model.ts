import { LM } from '../../lm/lm.ts';

/** What no workflow may be: one that reaches the network through another room. The bundle's test plants it. */
export async function asksAModel(): Promise<string> {
  return (await new LM('openai/gpt-4o-mini').complete({ messages: [] })).text;
}
