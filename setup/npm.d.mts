/** Runs npm under the given Node, silent unless it fails, everything it says on stderr. */
export function runNpm(node: string, args: readonly string[], cwd: string): void;
