import { InvalidRequest } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import type { LanguageModel } from '../lm/language-model.ts';
import type { Demo } from './adapter.ts';
import { askForFields, type Sampling } from './ask.ts';
import { currentCallContext, type PredictorOverlay } from './call-context.ts';
import { checkInputs } from './check-inputs.ts';
import { configuredDefaults } from './configure.ts';
import { Module } from './module.ts';
import { MODULE_KIND, type ModuleKind } from './module-kind.ts';
import type { Prediction } from './prediction.ts';
import { ensureSignature, withInstructions } from './signature.ts';
import type { AnyValues, InputsOf, OutputsOf, Signature, SignatureLike } from './signature-types.ts';
import { recordStep, startNumber } from './trace.ts';

export interface PredictOptions {
  /** Replaces the signature's instructions. */
  readonly instructions?: string;
  /** Demonstrations shown before the inputs. */
  readonly demos?: readonly (Demo | { toJSON(): Demo })[];
  /** The model of this predictor, whatever is configured. */
  readonly lm?: LanguageModel;
  readonly temperature?: number;
  readonly maxTokens?: number;
}

/** What holds for one call only. */
export interface CallOptions extends Sampling {
  readonly lm?: LanguageModel;
}

/** One question to a model: inputs go in by name, typed outputs come out. */
export type Predict<I = AnyValues, O = AnyValues> = PredictModule<I, O>;

class PredictModule<I, O> extends Module<I, O> {
  static override readonly name = 'Predict';
  signature: Signature<I, O>;
  demos: readonly Demo[];
  lm: LanguageModel | undefined;
  temperature: number | undefined;
  maxTokens: number | undefined;
  /** The model that a loaded file names. It is kept for saving and never called. */
  savedLm: JsonObject | null = null;

  /** @throws InvalidRequest when the signature makes no sense */
  constructor(signature: SignatureLike, options: PredictOptions = {}) {
    super();
    const { instructions, demos = [] } = options;
    const declared = ensureSignature(signature) as Signature<I, O>;
    this.signature = instructions === undefined ? declared : withInstructions(declared, instructions);
    this.demos = demos.map((demo) => (isExample(demo) ? demo.toJSON() : demo));
    this.lm = options.lm;
    this.temperature = options.temperature;
    this.maxTokens = options.maxTokens;
  }

  get instructions(): string {
    return this.signature.instructions;
  }

  set instructions(text: string) {
    this.signature = withInstructions(this.signature, text);
  }

  /**
   * Asks the model: the call's own, else this predictor's, else the surrounding context's, else the configured one.
   * @throws InvalidRequest when inputs are missing or unknown, or there is no model
   * @throws UnreadableAnswer when the answer cannot be read, also when asked for once more
   * @throws LmError from the model
   */
  override run(inputs: I, options?: CallOptions): Promise<Prediction<O>> {
    return this.forward(inputs, options);
  }

  async forward(inputs: I, options: CallOptions = {}): Promise<Prediction<O>> {
    const predictor = this as unknown as Predict;
    const { overlay, trace, adapter = configuredDefaults().adapter, ...context } = currentCallContext();
    const { signature, demos } = laidOver(predictor, overlay?.get(predictor));
    const lm = options.lm ?? this.lm ?? context.lm ?? configuredLm();
    const number = startNumber();
    const checked = checkInputs(signature, inputs as JsonObject);
    const sampling = samplingOf(predictor, options);
    const outputs = await askForFields({ lm, adapter, signature, demos, inputs: checked, sampling });
    if (trace !== undefined) recordStep(trace, { predictor, inputs: checked, outputs }, number);
    return Object.freeze({ ...outputs }) as Prediction<O>;
  }

  override get [MODULE_KIND](): ModuleKind {
    return 'predictor';
  }
}

function laidOver(predictor: Predict, overlay: PredictorOverlay = {}): Pick<Predict, 'signature' | 'demos'> {
  const { instructions, demos = predictor.demos } = overlay;
  const { signature } = predictor;
  return {
    signature: instructions === undefined ? signature : withInstructions(signature, instructions),
    demos,
  };
}

/** The compiler reads the types of inputs and outputs from the signature. */
export const Predict: new <const S extends SignatureLike>(
  signature: S,
  options?: PredictOptions,
) => Predict<InputsOf<S>, OutputsOf<S>> = PredictModule;

/** The call's sampling, completed by the predictor's; what neither says is left to the model. */
function samplingOf({ temperature, maxTokens }: Predict, { lm: _lm, ...sampling }: CallOptions): Sampling {
  return { ...defined({ temperature, maxTokens }), ...defined(sampling) };
}

function defined(values: { readonly [name: string]: number | undefined }): { [name: string]: number } {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

function isExample(demo: Demo | { toJSON(): Demo }): demo is { toJSON(): Demo } {
  return typeof demo['toJSON'] === 'function';
}

function configuredLm(): LanguageModel {
  const { lm } = configuredDefaults();
  if (lm !== undefined) return lm;
  throw new InvalidRequest(
    "There is no model to ask. Call configure({ lm: new LM('openai/gpt-4o-mini') }) first, or give the predictor its lm.",
  );
}
