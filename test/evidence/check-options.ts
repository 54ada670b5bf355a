/** What the checker cannot see in the evidence: what was done to the run, and what it is compared with. */
export interface CheckOptions {
  /** The text of an undisturbed run's program. @defaultValue I3 is not looked at */
  readonly undisturbed?: string;
  /** Most requests that can have been in flight at the faults, all of them together. @defaultValue 0 */
  readonly inFlightAtFaults?: number;
  /** Requests that the program repeats on purpose. @defaultValue 0 */
  readonly deliberateRepeats?: number;
  /** Equal requests this close together are two processes that asked at once, and no repeats. @defaultValue 0 */
  readonly atOnceMs?: number;
  /** How long calls may still be sent after an order to send none. @defaultValue 2,000 */
  readonly graceMs?: number;
  readonly canaries?: readonly Canary[];
}

/** A text that was put into a run in order to be looked for. */
export interface Canary {
  /** What it stands for; the text itself is never told. */
  readonly name: string;
  readonly text: string;
  /** Prompts and examples are what stores and programs are for; a key may be nowhere. */
  readonly mayBeIn: 'nowhere' | 'stores';
}
