import type { ArtifactRef } from '../domain/artifact.ts';

/** Every artifact that a value names, at whatever depth, each once. Pure. */
export function namedArtifacts(value: unknown): ArtifactRef[] {
  const found = new Map<string, ArtifactRef>();
  collect(value, found);
  return [...found.values()];
}

function collect(value: unknown, found: Map<string, ArtifactRef>): void {
  if (typeof value !== 'object' || value === null) return;
  const { sha256, bytes } = value as { readonly sha256?: unknown; readonly bytes?: unknown };
  if (typeof sha256 === 'string' && typeof bytes === 'number') {
    found.set(sha256, { sha256, bytes });
    return;
  }
  for (const part of Object.values(value)) collect(part, found);
}
