import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { ensureDevServer, type DevServer } from '../client/temporal-server/dev-server.ts';
import { findBinary } from '../client/temporal-server/find-binary.ts';
import { TemporalUnavailable } from '../client/temporal-server/temporal-unavailable.ts';
import { clearRun } from './clear-run.ts';
import { needsServer } from './needs-server.ts';
import { reportTally } from './reference/tally-report.ts';
import { SKIPPED_SUITES } from './skipped-suites.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run's Temporal server listens; null when there is none. */
    temporalAddress: string | null;
    /** The `temporal` binary, for tests that start a server of their own. */
    temporalBinary: string | null;
    /** The workflow bundle, made once for the run; null while there are no workflows. */
    workflowBundlePath: string | null;
    /** A folder that is removed after the run, and every dev server whose home lies in it ended. */
    runFolder: string;
  }
}

const CLEAR_RUN = fileURLToPath(new URL('clear-run-process.ts', import.meta.url));
const WORKFLOWS = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
const FAILURE_CONVERTER = fileURLToPath(new URL('../workflows/failure-converter.ts', import.meta.url));

/** Gets one Temporal server and one workflow bundle for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'durable-mipro-test-'));
  const keepAtExit = clearAtExit(folder);
  const [server, workflowBundlePath] = (await needsServer(project))
    ? await Promise.all([startServer(folder), bundleWorkflows(folder)])
    : [null, null];
  project.provide('temporalAddress', server?.hold.address ?? null);
  project.provide('temporalBinary', server?.binary ?? null);
  project.provide('workflowBundlePath', workflowBundlePath);
  project.provide('runFolder', folder);
  return async () => {
    keepAtExit();
    await server?.hold.release();
    reportSkipped(readSkipped(folder));
    reportCompared(folder, isWholeRun(project));
    await clearRun(folder);
  };
}

// An interrupted test runner exits at once, without its teardown. The launched process does its work after us.
function clearAtExit(folder: string): () => void {
  const clear = () => {
    const child = spawn(process.execPath, [CLEAR_RUN, folder], { detached: true, stdio: 'ignore' });
    child.unref();
  };
  process.once('exit', clear);
  return () => process.off('exit', clear);
}

let whyNoServer: readonly string[] = [];

// Under CI a missing server is a failure: a green run that skipped the durable half would be a lie.
async function startServer(folder: string): Promise<{ hold: DevServer; binary: string } | null> {
  try {
    const binary = await findBinary({ log: say });
    const hold = await ensureDevServer({ home: join(folder, 'shared'), binary, log: say });
    return { hold, binary };
  } catch (error) {
    if (!(error instanceof TemporalUnavailable) || isCi()) throw error;
    whyNoServer = error.reasons;
    return null;
  }
}

async function bundleWorkflows(folder: string): Promise<string | null> {
  if (!existsSync(WORKFLOWS)) return null;
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    failureConverterPath: FAILURE_CONVERTER,
    logger: new DefaultLogger('WARN'),
  });
  const path = join(folder, 'workflow-bundle.js');
  writeFileSync(path, code);
  return path;
}

function readSkipped(folder: string): readonly string[] {
  const file = join(folder, SKIPPED_SUITES);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

function reportSkipped(names: readonly string[]): void {
  if (whyNoServer.length === 0) return;
  say(
    [
      'SKIPPED, because no Temporal server could be had:',
      ...names.map((name) => `  - ${name}`),
      'Why:',
      ...whyNoServer.map((reason) => `  - ${reason}`),
      'Install the `temporal` command line tool (or set DURABLE_MIPRO_TEMPORAL_CLI to its path), or Go 1.25 or newer.',
    ].join('\n'),
  );
}

const MISSING_SHOWN = 20;

/** Counts the cases of the reference fixtures. In a run of everything each of them has to be compared. */
function reportCompared(folder: string, wholeRun: boolean): void {
  const { text, missing } = reportTally(folder, { wholeRun });
  if (text !== '') say(`agreement with DSPy and Optuna\n${text}`);
  if (!wholeRun || missing.length === 0) return;
  const shown = missing.slice(0, MISSING_SHOWN).map((name) => `  - ${name}`);
  say([`NOT COMPARED, or unequal: ${missing.length} cases, among them`, ...shown].join('\n'));
  process.exitCode = 1;
}

function isWholeRun({ vitest }: TestProject): boolean {
  const { filenamePattern } = vitest as { filenamePattern?: string[] };
  const { testNamePattern, shard } = vitest.config;
  return (filenamePattern ?? []).length === 0 && testNamePattern === undefined && shard === undefined;
}

function isCi(): boolean {
  return process.env['CI'] === 'true';
}

function say(line: string): void {
  process.stderr.write(`durable-mipro test: ${line}\n`);
}
