const BYTES_PER_TOKEN = 4;

/** About one token for four bytes of UTF-8: some 12 % too high for English, so that estimates err on the dear side. */
export function estimateTokens(messages: readonly { readonly content: string }[]): number {
  let bytes = 0;
  for (const { content } of messages) bytes += Buffer.byteLength(content);
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}
