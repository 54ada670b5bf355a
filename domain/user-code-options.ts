/** How a task's own code, its program and metric, is kept from harming a run. */
export interface UserCodeOptions {
  /**
   * `process`: program and metric run in a child process, which is ended when it spins, grows too large or exits. Only code that
   * comes from a task file can be loaded there. `none`: in the worker's own thread.
   * @defaultValue 'process' for task files; 'none' for others
   */
  readonly isolation?: 'process' | 'none';
  /** Longest time that program and metric take for one example beside waiting for models; milliseconds. @defaultValue 120,000 */
  readonly timeoutMs?: number;
  /** Most memory of the child process, Node's own 100 megabytes included. @defaultValue 1,024 */
  readonly memoryMb?: number;
  /** Variables that hold keys and that program or metric read themselves; the child process gets no others of that kind. */
  readonly env?: readonly string[];
}

export const USER_CODE_OPTION_NAMES: readonly (keyof UserCodeOptions)[] = [
  'isolation',
  'timeoutMs',
  'memoryMb',
  'env',
];

export const USER_CODE_DEFAULTS = { timeoutMs: 120_000, memoryMb: 1_024 } as const;
