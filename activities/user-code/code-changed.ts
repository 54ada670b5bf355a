export const HOW_TO_NAME =
  'Call configure(...) in the file, or name the models in defineTask(...), ' +
  "or give the task userCode: { isolation: 'none' }.";

/** A task file gives other code now than when its parent process loaded it. Blocks the run, as every change of its task. */
export class CodeChanged extends Error {
  override readonly name = 'TaskChanged';
}

export function codeChanged(parts: readonly string[]): CodeChanged {
  return new CodeChanged(
    `It gives other code than this process began with; changed: ${parts.join(', ')}. ` +
      'If it was edited, put the old version back and run `durable-mipro resume`, or restart this process and start a new run. ' +
      `If what it needs is configured elsewhere: ${HOW_TO_NAME}`,
  );
}
