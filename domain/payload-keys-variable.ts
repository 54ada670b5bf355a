/**
 * The variable with the keys that payloads in Temporal are encrypted with: a list such as
 * `2026-11:<base64>,2026-05:<base64>`. The first key encrypts, all of them decrypt.
 */
export const PAYLOAD_KEYS = 'DURABLE_MIPRO_PAYLOAD_KEYS';
