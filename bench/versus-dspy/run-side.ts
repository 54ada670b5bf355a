import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDevServer } from '../../client/temporal-server/dev-server.ts';
import type { RunOrder, SideFacts } from './run-order.ts';
import { runWithOrder } from './run-with-order.ts';

const OURS = fileURLToPath(new URL('optimize-once.ts', import.meta.url));
const DSPY = fileURLToPath(new URL('optimize_once.py', import.meta.url));
const SOURCES = ['--conditions=durable-mipro-source', '--disable-warning=ExperimentalWarning'];

/** Our run: a fresh home, with a Temporal server of its own that is up before the run is called. */
export async function runOurs(order: RunOrder, bundle: string): Promise<SideFacts> {
  return inFreshFolder(async (home) => {
    const server = await ensureDevServer({ home });
    const env = { DURABLE_MIPRO_WORKFLOW_BUNDLE: bundle };
    try {
      return await runWithOrder({ program: process.execPath, args: [...SOURCES, OURS, home], env }, order);
    } finally {
      await server.release();
    }
  });
}

/** DSPy's run: a fresh cache. */
export async function runDspy(order: RunOrder, python: string): Promise<SideFacts> {
  return inFreshFolder((folder) =>
    runWithOrder({ program: python, args: [DSPY], env: { DSPY_CACHEDIR: folder } }, order),
  );
}

async function inFreshFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'durable-mipro-versus-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
