/**
 * A model whose answers depend only on the slot of the instruction, the ids of the demos and the question, so that no
 * sentence of a prompt can matter: the same as in `generate/gen_free_runs.py`.
 */

/** What a predictor is asked with: `predictor` and `slot` are written in its instruction. */
export interface TableCall {
  readonly predictor: number;
  readonly slot: number;
  /** Of the demos shown, in their order. */
  readonly demos: readonly number[];
  readonly question: number;
  /** True when an earlier predictor gave a clear hint. */
  readonly clear: boolean;
}

/** Each (slot, demos) has its own share of right answers; a clear hint adds to it. */
export function hits({ predictor, slot, demos, question, clear }: TableCall): boolean {
  const shown = `${predictor} ${slot} ${demos.join('.')}`;
  const share = 20 + (mix(`share ${shown}`) % 45) + (clear ? 25 : 0);
  return mix(`cell ${shown} ${question}`) % 100 < share;
}

/** FNV-1a, then the finaliser of MurmurHash3: 32 bits, the same in any language. */
function mix(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One predictor's part of a candidate. */
export interface TablePart {
  readonly slot: number;
  readonly demos: readonly number[];
}

/** Is the last predictor's answer right? The one before it, if there is one, gives the hint. */
export function solves(parts: readonly TablePart[], question: number): boolean {
  let clear = false;
  for (const [predictor, { slot, demos }] of parts.entries())
    clear = hits({ predictor, slot, demos, question, clear });
  return clear;
}
