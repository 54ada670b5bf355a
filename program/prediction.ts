import type { Fields } from '../domain/example.ts';

/** What a program answered: its output fields, readable by name. Immutable. */
export type Prediction<O = Fields> = Readonly<O>;
