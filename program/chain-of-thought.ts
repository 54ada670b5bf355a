import { Module } from './module.ts';
import { Predict, type CallOptions, type PredictOptions } from './predict.ts';
import type { Prediction } from './prediction.ts';
import { ensureSignature, withFirstOutput } from './signature.ts';
import type { InputsOf, OutputsOf, SignatureLike } from './signature-types.ts';

/** The outputs of a signature after the reasoning that leads to them. */
export type Reasoned<S> = { reasoning: string } & OutputsOf<S>;

/** Asks for reasoning before the outputs. Its predictor is `predict`, as in DSPy. */
export class ChainOfThought<const S extends SignatureLike = SignatureLike> extends Module<
  InputsOf<S>,
  Reasoned<S>
> {
  predict: Predict<InputsOf<S>, Reasoned<S>>;

  /** @throws InvalidRequest when the signature makes no sense or has a field named `reasoning` */
  constructor(signature: S, options: PredictOptions = {}) {
    super();
    const declared = withFirstOutput(ensureSignature(signature), { name: 'reasoning' });
    this.predict = new Predict(declared, options) as unknown as Predict<InputsOf<S>, Reasoned<S>>;
  }

  override run(inputs: InputsOf<S>, options?: CallOptions): Promise<Prediction<Reasoned<S>>> {
    return this.forward(inputs, options);
  }

  forward(inputs: InputsOf<S>, options?: CallOptions): Promise<Prediction<Reasoned<S>>> {
    return this.predict.run(inputs, options);
  }
}
