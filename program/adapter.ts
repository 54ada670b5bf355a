import type { JsonObject } from '../domain/json.ts';
import type { ChatMessage, ResponseFormat } from '../lm/language-model.ts';
import type { SignatureShape } from './signature-shape.ts';

/** A demonstration: field values by name; `augmented: true` marks a bootstrapped one. Other keys are ignored. */
export type Demo = JsonObject;

/** Turns a signature, demonstrations and inputs into messages, and an answer into field values. Pure. */
export interface Adapter {
  readonly name: 'chat' | 'json';
  render(signature: SignatureShape, demos: readonly Demo[], inputs: JsonObject): ChatMessage[];
  /**
   * Reads the output fields from an answer, converted to their declared types.
   * @throws UnreadableAnswer when a required field is missing or cannot be read
   */
  parse(signature: SignatureShape, text: string, options?: ParseOptions): JsonObject;
  /** The shape to ask of servers that support one; undefined for plain text. */
  responseFormat(signature: SignatureShape): ResponseFormat | undefined;
}

export interface ParseOptions {
  /** The model stopped at its length limit: broken JSON is then refused, never closed or mended. */
  readonly truncated?: boolean;
}

/** An answer whose fields cannot be read: a bad answer, not a crash. The message names fields, never the text. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
  readonly fields: readonly string[];

  constructor(message: string, fields: readonly string[] = []) {
    super(message);
    this.fields = fields;
  }
}
