/** npm passes on the Ctrl-C that the terminal has already sent to all of us: one key press must not count twice. */
const SAME_PRESS_MS = 500;

/**
 * The first Ctrl-C (or SIGTERM) asks to stop watching in good order; a second one ends the process at once. Neither
 * ends the run.
 */
export function onInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const asked = new AbortController();
  let askedAtMs = 0;
  const handler = () => {
    const nowMs = performance.now();
    if (!asked.signal.aborted) {
      askedAtMs = nowMs;
      process.stderr.write(
        '\nstopping: calls under way are finished first; press Ctrl-C again to leave at once\n',
      );
      asked.abort();
    } else if (nowMs - askedAtMs > SAME_PRESS_MS) process.exit(130);
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
