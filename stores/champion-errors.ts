/** A stored champion, or a look at the holdout, is damaged or of a newer version: says which and what is wrong. Exit code 2. */
export class ChampionUnreadable extends Error {
  override readonly name = 'ChampionUnreadable';

  constructor(place: string, problem: string) {
    super(
      `${place} cannot be read: ${problem}. Nothing was changed. Put the file back from a copy, or move it away: the version before it is then in use.`,
    );
  }
}
