/** Dollars as whole billionths, the unit of the ledger. */
export function toNanoUsd(usd: number): number {
  return Math.round(usd * 1e9);
}

export function fromNanoUsd(nanoUsd: number): number {
  return nanoUsd / 1e9;
}
