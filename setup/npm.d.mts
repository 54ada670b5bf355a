/** Runs npm under the given Node, silent unless it fails, everything it says on stderr. */
export function runNpm(node: string, args: readonly string[], cwd: string): void;
/** The script of npm itself, so that it can run under another Node than the one on PATH. */
export function npmCli(): string;
