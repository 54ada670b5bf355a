import { appendFileSync, mkdtempSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { SKIPPED_SUITES } from './skipped-suites.ts';

/** What a test gets that needs a real Temporal server. */
export interface RealServer {
  /** Of the server shared by the whole run: use your own task queue and workflow ids. */
  readonly address: string;
  /** To start a server of your own, for tests that kill it. */
  readonly binary: string;
}

/**
 * A group of tests against a real Temporal server. Where no server can be had the group is skipped and the end of the run
 * names it; under `CI=true` the run has failed before it gets here.
 */
export function describeWithServer(title: string, tests: (server: RealServer) => void): void {
  const address = inject('temporalAddress');
  const binary = inject('temporalBinary');
  if (address !== null && binary !== null) {
    describe(title, () => tests({ address, binary }));
    return;
  }
  const file = relative(process.cwd(), expect.getState().testPath ?? '');
  appendFileSync(join(inject('runFolder'), SKIPPED_SUITES), `${file}: ${title}\n`);
  describe.skip(title, () => tests({ address: '', binary: '' }));
}

/** The path of the workflow bundle made for this run. */
export function workflowBundlePath(): string {
  const path = inject('workflowBundlePath');
  if (path === null)
    throw new Error('Expected a workflow bundle; workflows/index.ts was not there when the run began.');
  return path;
}

/** A new folder of this run. A dev server whose home it is, or lies in it, cannot outlive the run. */
export function freshFolder(name: string): string {
  return mkdtempSync(join(inject('runFolder'), `${name}-`));
}
