import type { Json } from '../../domain/json.ts';

const NUMBER =
  /[+-]?(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d+)?)/y;
const BLANKS = /[ \t\r\n\f]*/y;
const WORDS: { readonly [word: string]: Json } = { True: true, False: false, None: null };
const ESCAPES: { readonly [letter: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '\n': '',
};
const MAX_DEPTH = 100;

/**
 * A value written as a Python literal: tuples and sets become lists. Undefined when the text is none.
 * Pure.
 */
export function readPythonLiteral(text: string): Json | undefined {
  return /^\s*[-+.\d[({"'TFN]/.test(text) ? new LiteralReader(text).read() : undefined;
}

class NotALiteral extends Error {}

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Json | undefined {
    try {
      return this.#series();
    } catch (error) {
      if (error instanceof NotALiteral) return undefined;
      throw error;
    }
  }

  /** `1, 2` without brackets is a tuple. */
  #series(): Json {
    const first = this.#value();
    const items = [first];
    let isTuple = false;
    while (this.#skip(',')) {
      isTuple = true;
      if (this.#peek() === '') break;
      items.push(this.#value());
    }
    if (this.#peek() !== '') throw new NotALiteral();
    return isTuple ? items : first;
  }

  #value(): Json {
    const next = this.#peek();
    if (next === '[') return this.#sequence(']');
    if (next === '(') return this.#tuple();
    if (next === '{') return this.#braces();
    if (next === '"' || next === "'") return this.#string(next);
    const word = this.#word();
    return word === undefined ? this.#number() : word;
  }

  #sequence(end: string): Json[] {
    this.#enter();
    return this.#itemsUntil(end);
  }

  #itemsUntil(end: string): Json[] {
    const items: Json[] = [];
    while (!this.#leave(end)) {
      items.push(this.#value());
      this.#separate(end);
    }
    return items;
  }

  /** `(1)` is 1 and `(1,)` a tuple. */
  #tuple(): Json {
    const start = this.#at;
    const items = this.#sequence(')');
    const [first] = items;
    const isGroup = items.length === 1 && !/,\s*\)$/.test(this.#text.slice(start, this.#at));
    return isGroup && first !== undefined ? first : items;
  }

  #braces(): Json {
    this.#enter();
    if (this.#leave('}')) return {};
    const first = this.#value();
    if (this.#peek() === ':') return this.#dict(first);
    this.#separate('}');
    return [...new Set([first, ...this.#itemsUntil('}')])];
  }

  #dict(firstKey: Json): Json {
    const entries: [string, Json][] = [];
    let key = firstKey;
    for (;;) {
      if (!this.#skip(':')) throw new NotALiteral();
      const value = this.#value();
      // Whoever copies an object with such a member may give the copy another prototype.
      if (key !== '__proto__') entries.push([String(key), value]);
      this.#separate('}');
      if (this.#leave('}')) return Object.fromEntries(entries);
      key = this.#value();
    }
  }

  #separate(end: string): void {
    if (!this.#skip(',') && this.#peek() !== end) throw new NotALiteral();
  }

  #string(quote: string): string {
    let value = '';
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const character = this.#text.charAt(at);
      if (character === quote) {
        this.#at = at + 1;
        return value;
      }
      if (character === '\n') break;
      if (character !== '\\') value += character;
      else {
        const [meaning, length] = escapeAt(this.#text, at + 1);
        value += meaning;
        at += length;
      }
    }
    throw new NotALiteral();
  }

  #word(): Json | undefined {
    for (const [word, value] of Object.entries(WORDS)) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    return undefined;
  }

  #number(): number {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text)?.[0];
    const value = found === undefined ? undefined : pythonNumber(found);
    if (found === undefined || value === undefined) throw new NotALiteral();
    this.#at += found.length;
    return value;
  }

  #enter(): void {
    this.#at++;
    if (++this.#depth > MAX_DEPTH) throw new NotALiteral();
  }

  #leave(end: string): boolean {
    const isOver = this.#skip(end);
    if (isOver) this.#depth--;
    return isOver;
  }

  #peek(): string {
    BLANKS.lastIndex = this.#at;
    this.#at += BLANKS.exec(this.#text)?.[0].length ?? 0;
    return this.#text.charAt(this.#at);
  }

  #skip(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
}

function escapeAt(text: string, at: number): [meaning: string, length: number] {
  const hex = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4}))/.exec(text.slice(at, at + 5));
  if (hex !== null) return [String.fromCharCode(Number.parseInt(hex[1] ?? hex[2] ?? '', 16)), hex[0].length];
  const letter = text.charAt(at);
  const meaning = ESCAPES[letter];
  if (meaning !== undefined) return [meaning, 1];
  return ['\\\'"'.includes(letter) ? letter : `\\${letter}`, 1];
}

/** A number as Python writes one; `007` is none. Undefined for what is not one. */
function pythonNumber(text: string): number | undefined {
  const plain = text.replace(/(?<=[\da-fA-FxXoObB])_(?=[\da-fA-F])/g, '');
  if (plain.includes('_') || /^[+-]?0+[1-9]\d*$/.test(plain)) return undefined;
  const sign = plain.startsWith('-') ? -1 : 1;
  const value = Number(plain.replace(/^[+-]/, ''));
  return plain === '' || Number.isNaN(value) ? undefined : sign * value;
}
