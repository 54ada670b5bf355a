/** An exported run that cannot be imported: says which, what is wrong and what helps. Exit code 2. */
export class ArchiveUnreadable extends Error {
  override readonly name = 'ArchiveUnreadable';

  constructor(path: string, problem: string) {
    super(
      `${path} cannot be imported: ${problem}. The run was not taken in. Export the run again and copy it whole.`,
    );
  }
}
