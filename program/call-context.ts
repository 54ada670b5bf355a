import { AsyncLocalStorage } from 'node:async_hooks';
import type { JsonObject } from '../domain/json.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import type { Adapter, Demo } from './adapter.ts';
import type { Predict } from './predict.ts';

/** What a candidate lays over one predictor; what is absent stays the predictor's own. */
export interface PredictorOverlay {
  readonly instructions?: string;
  readonly demos?: readonly Demo[];
}

/** One finished predictor call. */
export interface TraceStep {
  readonly predictor: Predict;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

/**
 * What surrounds the predictor calls made inside one piece of work, however deep in user code they are made. Overlays
 * let many candidates run at once on one program object.
 */
export interface CallContext {
  readonly lm?: LanguageModel;
  readonly adapter?: Adapter;
  readonly overlay?: ReadonlyMap<Predict, PredictorOverlay>;
  /** Filled with the calls that succeeded, in the order they were started, also when they ran at the same time. */
  readonly trace?: TraceStep[];
}

const contexts = new AsyncLocalStorage<CallContext>();

/** Runs `work` in this context. What it leaves open comes from the context outside; overlays are joined per predictor. */
export function withCallContext<T>(context: CallContext, work: () => Promise<T>): Promise<T> {
  const outer = currentCallContext();
  const overlay = joinOverlays(outer.overlay, context.overlay);
  return contexts.run({ ...outer, ...context, ...(overlay && { overlay }) }, work);
}

export function currentCallContext(): CallContext {
  return contexts.getStore() ?? {};
}

type Overlay = CallContext['overlay'];

function joinOverlays(outer: Overlay, inner: Overlay): Overlay {
  if (outer === undefined || inner === undefined) return inner ?? outer;
  const joined = new Map(outer);
  for (const [predictor, overlay] of inner) joined.set(predictor, { ...outer.get(predictor), ...overlay });
  return joined;
}
