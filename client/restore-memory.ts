import type { RunMemory } from '../domain/run-memory.ts';

/**
 * Puts scores and account of a run back into the stores, as its checkpoint file has them. Where the stores have them
 * still, nothing changes.
 */
export async function restoreMemory(home: string, runId: string, memory: RunMemory): Promise<void> {
  const [{ openStores }, { createRunRecords }] = await Promise.all([
    import('../stores/open-stores.ts'),
    import('../stores/run-records.ts'),
  ]);
  const stores = openStores(home);
  try {
    createRunRecords(stores.database).restore(runId, memory);
  } finally {
    stores.close();
  }
}
