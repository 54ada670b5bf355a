import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import { isExtended } from '../domain/extension.ts';
import type { UsageLine } from '../domain/call-ledger.ts';
import type { RunResult } from '../domain/run.ts';
import { bestFullTrial } from '../optimizer/standings.ts';
import type { AnyModule } from '../program/module.ts';
import { savedProgramText } from '../program/saved/program-state.ts';
import type { RecordResultInput } from './contract.ts';
import { candidateOverlay } from './candidate-overlay.ts';
import type { Dependencies } from './dependencies.ts';
import { requireTask } from './require-task.ts';

/** Writes the winning program and the result, each whole or not at all. Done again, it writes the same. */
export async function recordResult(deps: Dependencies, input: RecordResultInput): Promise<RunResult> {
  const task = await requireTask(deps, input.run);
  const winner = await winningProgram(deps, task.program, input);
  const text = savedProgramText(winner, provenance(input));
  const usageLines = deps.ledgers.usageLines(input.run.runId);
  const result = {
    ...numbers(input),
    program: await deps.artifacts.put(text),
    usage: wholeUsage(input, usageLines),
    usageLines,
  };
  await deps.runs.saveResult({ task: input.run.task, specHash: input.run.specHash }, result, text);
  return result;
}

async function winningProgram(
  deps: Dependencies,
  program: AnyModule,
  { best }: RecordResultInput,
): Promise<AnyModule> {
  const overlay = await candidateOverlay(deps.artifacts, program, best);
  const winner = program.clone();
  for (const [name, predict] of winner.predictors()) {
    const laid = overlay[name];
    if (laid?.instructions !== undefined) predict.instructions = laid.instructions;
    if (laid?.demos !== undefined) predict.demos = laid.demos;
  }
  return winner;
}

/** What rides in the program's file: enough to know which run made it and how good it was. No time, so that equal runs give equal files. */
function provenance({ run, state, best }: RecordResultInput) {
  return {
    task: run.task,
    specHash: run.specHash,
    candidate: best.key,
    baseline: state.trials[0]?.score ?? null,
    score: bestFullTrial(state.trials)?.score ?? null,
  };
}

function numbers({
  run,
  state,
  best,
  wallMs,
}: RecordResultInput): Omit<RunResult, 'program' | 'usage' | 'usageLines'> {
  if (state.prepared === null) throw new Error('A result was recorded for a run that was never prepared.');
  return {
    schema: 1,
    runId: run.runId,
    task: run.task,
    specHash: run.specHash,
    stoppedBecause: state.stoppedBecause ?? 'completed',
    baseline: state.trials[0]?.score ?? null,
    best: bestFullTrial(state.trials)?.score ?? null,
    bestKey: best.key,
    test: state.test,
    trials: state.trials,
    problems: state.problems,
    notes: state.notes,
    sizes: state.prepared.sizes,
    fingerprint: state.prepared.fingerprint,
    startedAtMs: state.startedAtMs,
    wallMs,
    ...(isExtended(state.extended) && { extended: state.extended }),
  };
}

/**
 * The store's account knows calls that were killed in flight or interrupted by a pause; the workflow's knows those of
 * workers on other hosts. The larger is nearer to the truth.
 */
function wholeUsage({ state }: RecordResultInput, lines: readonly UsageLine[]): Usage {
  const stored = lines.reduce<Usage>((sum, line) => addUsage(sum, line), NO_USAGE);
  return stored.lmCalls >= state.usage.lmCalls ? stored : state.usage;
}
