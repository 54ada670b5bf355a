import type { ResponseStore, ResponseStoreStats, StoredResponse } from '../domain/response-store.ts';

/** Answers for as long as the process lives: for one-off evaluations and tests. */
export class MemoryResponseStore implements ResponseStore {
  readonly #answers = new Map<string, string>();
  #bytes = 0;

  get(key: string): StoredResponse | undefined {
    const text = this.#answers.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as StoredResponse);
  }

  putIfAbsent(key: string, response: StoredResponse): boolean {
    if (this.#answers.has(key)) return false;
    // Kept as text, so that a caller who changes the object later cannot change the answer.
    const text = JSON.stringify(response);
    this.#answers.set(key, text);
    this.#bytes += Buffer.byteLength(text);
    return true;
  }

  stat(): ResponseStoreStats {
    return { answers: this.#answers.size, bytes: this.#bytes };
  }
}
