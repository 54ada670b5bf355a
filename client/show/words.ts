/** Numbers and names as people read them; one place, so that every view says the same. */

export function percent(score: number | null): string {
  return score === null ? '-' : (Math.round(score * 10_000) / 100).toFixed(2);
}

export function dollars(costUsd: number | null): string {
  if (costUsd === null) return 'cost unknown (no price for a model)';
  return costUsd !== 0 && costUsd < 0.01 ? `$${costUsd.toFixed(5)}` : `$${costUsd.toFixed(2)}`;
}

export function duration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}
