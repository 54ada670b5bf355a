import type { Json } from './json.ts';

/** A provider's answer as it is kept: enough to use it again without paying. */
export interface StoredResponse {
  readonly text: string;
  readonly finishReason: string;
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** As the provider or the price table said; null when unknown. */
  readonly costUsd: number | null;
  readonly extra?: Json;
}

export interface ResponseStoreStats {
  readonly answers: number;
  readonly bytes: number;
}

/**
 * Answers already paid for, by request key (hex SHA-256 of the canonical request). An answer is stored before it is
 * used. A row whose checksum does not match is reported as absent and removed.
 */
export interface ResponseStore {
  get(key: string): StoredResponse | undefined;
  /**
   * Keeps the first answer: a later one for the same key is ignored.
   * @returns whether this one was kept
   */
  putIfAbsent(key: string, response: StoredResponse): boolean;
  /**
   * Keeps a paid answer that could not be written: from now on `get` gives it, and it is written as soon as that works.
   * It ends with the process.
   */
  hold?(key: string, response: StoredResponse): void;
  stat(): ResponseStoreStats;
}
