/**
 * The types of a signature's fields, read by the compiler from its string form. What it cannot make out is `unknown`;
 * the text itself is checked when the program starts.
 */

/** `{ question: string; context: string[] }` for `'question, context: str[] -> answer'`. */
export type TextInputs<Text extends string> =
  Sides<Text> extends [infer Inputs extends string, string] ? FieldsOf<Split<Inputs, ','>> : never;

export type TextOutputs<Text extends string> =
  Sides<Text> extends [string, infer Outputs extends string] ? FieldsOf<Split<Outputs, ','>> : never;

type Sides<Text extends string> = Split<Text, '->'>;

type FieldsOf<Parts extends readonly string[]> = {
  [Part in Parts[number] as NameOf<Part>]: TypeOf<Part>;
};

type NameOf<Part extends string> = Part extends `${infer Name}:${string}` ? Trim<Name> : Trim<Part>;

type TypeOf<Part extends string> = Part extends `${string}:${infer Type}` ? TypeFromText<Trim<Type>> : string;

type Plain = {
  str: string;
  string: string;
  int: number;
  float: number;
  number: number;
  bool: boolean;
  boolean: boolean;
  null: null;
  None: null;
  Any: unknown;
  any: unknown;
  list: unknown[];
  dict: { [key: string]: unknown };
  True: true;
  true: true;
  False: false;
  false: false;
};

/** The TypeScript type that a type's text stands for. */
export type TypeFromText<Text extends string> =
  Split<Text, '|'> extends infer Options extends readonly string[]
    ? Options extends readonly [string]
      ? SingleType<Text>
      : UnionOf<Options>
    : never;

type UnionOf<Options extends readonly string[]> = {
  [Index in keyof Options]: SingleType<Options[Index]>;
}[number];

type SingleType<Text extends string> = Text extends keyof Plain
  ? Plain[Text]
  : Text extends `${infer Item}[]`
    ? TypeFromText<Trim<Item>>[]
    : Text extends `(${infer Inner})`
      ? TypeFromText<Trim<Inner>>
      : Text extends `${infer Name}[${infer Arguments}]`
        ? GenericType<Trim<Name>, Split<Arguments, ','>>
        : OptionOf<Text>;

type GenericType<Name extends string, Arguments extends readonly string[]> = Name extends 'list' | 'List'
  ? TypeFromText<Arguments[0] & string>[]
  : Name extends 'dict' | 'Dict'
    ? { [key: string]: TypeFromText<Arguments[1] & string> }
    : Name extends 'Optional'
      ? TypeFromText<Arguments[0] & string> | null
      : Name extends 'Union'
        ? UnionOf<Arguments>
        : Name extends 'Literal'
          ? OptionOf<Arguments[number]>
          : unknown;

type OptionOf<Text extends string> = Text extends `"${infer Option}"` | `'${infer Option}'`
  ? Option
  : Text extends `${infer Option extends number}`
    ? Option
    : Text extends 'True' | 'true'
      ? true
      : Text extends 'False' | 'false'
        ? false
        : unknown;

/** Cuts a text at separators outside quotes and brackets; every part is trimmed. */
type Split<
  Text extends string,
  Separator extends string,
  Kept extends string = '',
> = Text extends `${infer Head}${Separator}${infer Tail}`
  ? IsWhole<`${Kept}${Head}`> extends true
    ? [Trim<`${Kept}${Head}`>, ...Split<Tail, Separator>]
    : Split<Tail, Separator, `${Kept}${Head}${Separator}`>
  : [Trim<`${Kept}${Text}`>];

type IsWhole<Text extends string> =
  WithoutQuoted<Text> extends infer Rest extends string
    ? Rest extends Unclosed
      ? false
      : [Count<Rest, '['>, Count<Rest, '('>] extends [Count<Rest, ']'>, Count<Rest, ')'>]
        ? true
        : false
    : false;

type Unclosed = 'a quote is open';

/** Removes quoted parts, whichever kind of quote comes first. */
type WithoutQuoted<Text extends string> = Text extends `${infer Before}"${infer After}`
  ? Before extends `${infer Head}'${infer Rest}`
    ? CloseQuote<Head, `${Rest}"${After}`, "'">
    : CloseQuote<Before, After, '"'>
  : Text extends `${infer Before}'${infer After}`
    ? CloseQuote<Before, After, "'">
    : Text;

type CloseQuote<
  Before extends string,
  After extends string,
  Quote extends string,
> = After extends `${string}${Quote}${infer Rest}`
  ? WithoutQuoted<Rest> extends infer Cleaned extends string
    ? Cleaned extends Unclosed
      ? Unclosed
      : `${Before}${Cleaned}`
    : never
  : Unclosed;

type Count<
  Text extends string,
  Character extends string,
  Seen extends readonly 0[] = [],
> = Text extends `${string}${Character}${infer Rest}` ? Count<Rest, Character, [...Seen, 0]> : Seen['length'];

type Trim<Text extends string> = Text extends `${Blank}${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest}${Blank}`
    ? Trim<Rest>
    : Text;

type Blank = ' ' | '\n' | '\t';
