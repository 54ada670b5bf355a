import { InvalidRequest } from '../../domain/errors.ts';
import type { FieldType } from '../field-type.ts';
import { unionType } from './schema-type.ts';

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d+(?:\.\d+)?)|([\p{L}_][\p{L}\p{N}_.]*)|([[\](),|]))/uy;

const PLAIN: { readonly [name: string]: FieldType } = {
  str: { kind: 'str' },
  string: { kind: 'str' },
  int: { kind: 'int' },
  float: { kind: 'float' },
  number: { kind: 'float' },
  bool: { kind: 'bool' },
  boolean: { kind: 'bool' },
  null: { kind: 'null' },
  None: { kind: 'null' },
  Any: { kind: 'any' },
  any: { kind: 'any' },
};

const GENERIC = new Set(['list', 'List', 'dict', 'Dict', 'Literal', 'Optional', 'Union']);

const OPTION_WORDS: { readonly [word: string]: boolean } = {
  True: true,
  true: true,
  False: false,
  false: false,
};

/**
 * The field type a text names, as in `list[int]`, `"a" | "b"` or `Optional[str]`.
 * @throws InvalidRequest naming `where` and the word that is no type
 */
export function typeFromText(text: string, where: string): FieldType {
  return new TypeReader(text, where).read();
}

class TypeReader {
  readonly #tokens: readonly string[];
  readonly #where: string;
  #at = 0;

  constructor(text: string, where: string) {
    this.#where = where;
    this.#tokens = this.#split(text);
  }

  read(): FieldType {
    const type = this.#union();
    if (this.#next() !== '') throw this.#wrong('the end of the type');
    return type;
  }

  #split(text: string): string[] {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let end = 0; text.slice(end).trim() !== ''; end = TOKEN.lastIndex) {
      const found = TOKEN.exec(text);
      if (found === null)
        throw new InvalidRequest(`${this.#where}: \`${text.slice(end).trim()}\` is not a type.`);
      tokens.push(found[0].trim());
    }
    return tokens;
  }

  #union(): FieldType {
    const options = [this.#listed()];
    while (this.#skip('|')) options.push(this.#listed());
    return unionType(options);
  }

  /** `T[]`, any number of times. */
  #listed(): FieldType {
    let type = this.#single();
    while (this.#next() === '[' && this.#tokens[this.#at + 1] === ']') {
      this.#at += 2;
      type = { kind: 'list', item: type };
    }
    return type;
  }

  #single(): FieldType {
    if (this.#skip('(')) {
      const type = this.#union();
      this.#expect(')');
      return type;
    }
    const token = this.#next();
    const option = optionOf(token);
    if (option === undefined) return this.#named();
    this.#at++;
    return { kind: 'literal', options: [option] };
  }

  #named(): FieldType {
    const name = this.#next();
    const plain = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
    if (plain === undefined && !GENERIC.has(name)) throw this.#wrong(KNOWN_TYPES);
    this.#at++;
    return plain ?? this.#generic(name);
  }

  #generic(name: string): FieldType {
    switch (name) {
      case 'Literal':
        return this.#literal();
      case 'Optional':
        return unionType([this.#inBrackets(() => this.#union()), { kind: 'null' }]);
      case 'Union':
        return unionType(this.#inBrackets(() => this.#several(() => this.#union())));
      default:
        return name.toLowerCase() === 'list' ? this.#list() : this.#dict();
    }
  }

  #list(): FieldType {
    if (!this.#opensArguments()) return { kind: 'list', item: { kind: 'any' } };
    return { kind: 'list', item: this.#inBrackets(() => this.#union()) };
  }

  #dict(): FieldType {
    if (!this.#opensArguments()) return { kind: 'dict', key: { kind: 'str' }, value: { kind: 'any' } };
    return this.#inBrackets(() => {
      const key = this.#union();
      this.#expect(',');
      return { kind: 'dict', key, value: this.#union() };
    });
  }

  #literal(): FieldType {
    const options = this.#inBrackets(() => this.#several(() => this.#option()));
    return { kind: 'literal', options: [...new Set(options)] };
  }

  #option(): string | number | boolean {
    const option = optionOf(this.#next());
    if (option === undefined) throw this.#wrong('a quoted text, a number, True or False');
    this.#at++;
    return option;
  }

  #several<Item>(read: () => Item): Item[] {
    const items = [read()];
    while (this.#skip(',')) items.push(read());
    return items;
  }

  #inBrackets<Result>(read: () => Result): Result {
    this.#expect('[');
    const result = read();
    this.#expect(']');
    return result;
  }

  #opensArguments(): boolean {
    return this.#next() === '[' && this.#tokens[this.#at + 1] !== ']';
  }

  #next(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #skip(token: string): boolean {
    if (this.#next() !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#skip(token)) throw this.#wrong(`\`${token}\``);
  }

  #wrong(expected: string): InvalidRequest {
    const found = this.#next() === '' ? 'the type ends' : `there is \`${this.#next()}\``;
    return new InvalidRequest(`${this.#where}: expected ${expected}, but ${found}.`);
  }
}

const KNOWN_TYPES =
  'a type (str, int, float, bool, list[T], T[], dict[K, V], Literal["a", "b"], "a" | "b", Optional[T], T | null, Any)';

function optionOf(token: string): string | number | boolean | undefined {
  if (/^["']/.test(token)) return token.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  if (/^-?\d/.test(token)) return Number(token);
  return Object.hasOwn(OPTION_WORDS, token) ? OPTION_WORDS[token] : undefined;
}
