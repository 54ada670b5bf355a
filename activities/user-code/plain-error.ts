/** An error as it crosses between processes, which keep neither classes nor names. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  /** What it knows beside its words, such as the class of an LmError. */
  readonly facts: { readonly [fact: string]: string | number | boolean };
}

/** Without stack and cause: they may hold text of an example. */
export function toPlain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), facts: {} };
  const facts = Object.entries(error).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return {
    name: error.name,
    message: error.message,
    facts: Object.fromEntries(facts.filter(([name]) => name !== 'name')) as PlainError['facts'],
  };
}

/** Errors of ours are known by their name everywhere. */
export function fromPlain({ name, message, facts }: PlainError): Error {
  const error = Object.assign(new Error(message), facts);
  return Object.defineProperty(error, 'name', { value: name, enumerable: false });
}
