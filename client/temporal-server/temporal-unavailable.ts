/** There is no Temporal server to reach and no way to get one here. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
  /** One reason for each place that was tried, in order. */
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(
      [
        'No Temporal server was found, and none could be fetched or built. Tried:',
        ...reasons.map((reason) => `  - ${reason}`),
        'Any one of these helps:',
        '  1. set TEMPORAL_ADDRESS to the address of a running server, for example localhost:7233;',
        '  2. install the `temporal` command line tool, or set DURABLE_MIPRO_TEMPORAL_CLI to its path;',
        '  3. install Go 1.25 or newer, and it is built once from source.',
      ].join('\n'),
    );
    this.reasons = reasons;
  }
}
