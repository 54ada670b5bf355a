/**
 * The first Ctrl-C (or SIGTERM) asks to stop watching in good order; a second one ends the process at once. Neither
 * ends the run.
 */
export function onInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const asked = new AbortController();
  const handler = () => {
    if (asked.signal.aborted) process.exit(130);
    process.stderr.write(
      '\nstopping: calls under way are finished first; press Ctrl-C again to leave at once\n',
    );
    asked.abort();
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return {
    signal: asked.signal,
    stop: () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    },
  };
}
