import type { Example } from '../../domain/example.ts';
import { stoppedWorkFile } from '../../stores/home.ts';
import type { LoadedTask } from '../dependencies.ts';
import { childEnvironment } from './child-environment.ts';
import { createInProcess } from './in-process.ts';
import { IsolatedCode, type WorkEnd } from './isolated.ts';
import type { PlainExample, Work } from './messages.ts';
import { stoppedTry } from './stopped-try.ts';
import type { ExampleOutcome, TryOutcome, UserCode } from './user-code.ts';

/**
 * Runs each task's code where the task says: in child processes that load its file, or in this one.
 * @param options home: the folder where work is noted that took this process with it
 */
export function createUserCode({ home }: { readonly home: string | null } = { home: null }): UserCode {
  const inProcess = createInProcess(home === null ? null : stoppedWorkFile(home));
  const files = new Map<string, IsolatedCode>();

  const childrenOf = (task: LoadedTask): IsolatedCode | null => {
    const { place } = task;
    if (!place?.file) return null;
    const known = files.get(place.file) ?? new IsolatedCode(processOptions(task, place.file));
    files.set(place.file, known);
    return known;
  };

  return {
    runExample: async (task, job) => {
      const children = childrenOf(task);
      if (children === null) return inProcess.runExample(task, job);
      const { role, overlay, withTrace, example } = job;
      return outcomeOf(
        await children.run({ kind: 'run', role, overlay, withTrace, ...given(task, example) }),
      );
    },
    reachModel: async (task, role, example) => {
      const children = childrenOf(task);
      if (children === null) return inProcess.reachModel(task, role, example);
      return tried(task, await children.run({ kind: 'reach-model', role, ...given(task, example) }));
    },
    judgeLabels: async (task, example) => {
      const children = childrenOf(task);
      if (children === null) return inProcess.judgeLabels(task, example);
      return tried(task, await children.run({ kind: 'judge-labels', ...given(task, example) }));
    },
    callProgram: async (task, example) => {
      const children = childrenOf(task);
      if (children === null) return inProcess.callProgram(task, example);
      await children.run({ kind: 'call', ...given(task, example) });
    },
    close: async () => {
      await Promise.all([inProcess, ...files.values()].map((place) => place.close()));
    },
  };
}

function given({ place }: LoadedTask, example: Example): Pick<Work, 'example' | 'variant'> {
  return { example: toPlainExample(example), variant: place?.variant ?? null };
}

/** As JSON, which is how the run's data is stored. */
function toPlainExample(example: Example): PlainExample {
  const fields = JSON.parse(JSON.stringify(example)) as PlainExample['fields'];
  return { fields, inputs: Object.keys(example.inputs()).filter((name) => name in fields) };
}

function outcomeOf(end: WorkEnd): ExampleOutcome {
  return end.kind === 'done' ? (end.outcome as ExampleOutcome) : { kind: 'problem', problem: end.problem };
}

function tried(task: LoadedTask, end: WorkEnd): TryOutcome {
  return end.kind === 'done' ? (end.outcome as TryOutcome) : stoppedTry(task, end.problem);
}

function processOptions(task: LoadedTask, file: string) {
  const { place } = task;
  return {
    file,
    expected: place?.code ?? {},
    timeoutMs: place?.timeoutMs ?? 0,
    memoryMb: place?.memoryMb ?? 0,
    env: childEnvironment(task),
  };
}
