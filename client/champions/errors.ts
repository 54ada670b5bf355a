/** No program of the task is in use. Exit code 2. */
export class ChampionMissing extends Error {
  override readonly name = 'ChampionMissing';
  readonly task: string;

  constructor(task: string) {
    super(
      `The task ${task} has no champion. Check the name and where champions are kept (DURABLE_MIPRO_HOME, or the postgres option); ` +
        'a run alone makes none: its program has to be promoted first.',
    );
    this.task = task;
  }
}

/** The champion was made for other predictors or fields than the program has. Exit code 2. */
export class ChampionMismatch extends Error {
  override readonly name = 'ChampionMismatch';
  readonly task: string;
  readonly version: number;

  constructor(task: string, version: number, cause: Error) {
    super(
      `Champion ${version} of the task ${task} does not fit this program. ${cause.message} ` +
        'Deploy the program that the champion was made for, or optimize and promote this one.',
      { cause },
    );
    this.task = task;
    this.version = version;
  }
}
