/** A JSON value. Floats that must stay floats are carried by the field's declared type, not by the value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object: one dataset row, one demo, one set of inputs. */
export type JsonObject = { readonly [key: string]: Json };
