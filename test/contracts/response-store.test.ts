import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ResponseStore, StoredResponse } from '../../domain/response-store.ts';
import { MemoryResponseStore } from '../../stores/memory-response-store.ts';
import { openDatabase } from '../../stores/open-database.ts';
import { SqliteResponseStore } from '../../stores/sqlite-response-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'response-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const makers: { readonly [name: string]: () => ResponseStore } = {
  memory: () => new MemoryResponseStore(),
  sqlite: () => new SqliteResponseStore(openDatabase(join(folder, `${(files += 1)}.sqlite`))),
};

const ANSWER: StoredResponse = {
  text: 'Grüße, 世界 \u{1F600} \u0000 "quoted"\n',
  finishReason: 'stop',
  model: 'm',
  promptTokens: 12,
  completionTokens: 3,
  costUsd: 0.1 + 0.2,
  extra: { nested: [1, null, 'x'] },
};

describe.each(Object.keys(makers))('the %s response store', (name) => {
  let store: ResponseStore;
  beforeEach(() => {
    store = makers[name]?.() ?? expect.fail('no such store');
  });

  it('has no answer before one was stored', () => {
    expect(store.get('a')).toBeUndefined();
  });

  it('gives back exactly what was stored', () => {
    store.putIfAbsent('a', ANSWER);
    expect(store.get('a')).toEqual(ANSWER);
  });

  it('keeps an unknown cost unknown', () => {
    store.putIfAbsent('a', { ...ANSWER, costUsd: null });
    expect(store.get('a')?.costUsd).toBeNull();
  });

  it('keeps the first answer for a key, and says which it kept', () => {
    expect(store.putIfAbsent('a', ANSWER)).toBe(true);
    expect(store.putIfAbsent('a', { ...ANSWER, text: 'later' })).toBe(false);
    expect(store.get('a')?.text).toBe(ANSWER.text);
  });

  it('is not changed by a change of what was put in or taken out', () => {
    const mutable = { ...ANSWER };
    store.putIfAbsent('a', mutable);
    mutable.text = 'changed';
    Object.assign(store.get('a') ?? {}, { text: 'changed' });
    expect(store.get('a')?.text).toBe(ANSWER.text);
  });

  it('counts answers and bytes', () => {
    expect(store.stat()).toEqual({ answers: 0, bytes: 0 });
    store.putIfAbsent('a', ANSWER);
    store.putIfAbsent('a', ANSWER);
    store.putIfAbsent('b', ANSWER);
    expect(store.stat()).toEqual({ answers: 2, bytes: 2 * Buffer.byteLength(JSON.stringify(ANSWER)) });
  });
});
