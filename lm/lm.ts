import { completeCall } from './complete-call.ts';
import { currentCallScope } from './call-scope.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { resolveEndpoint } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import type { LanguageModel, LmParameters, LmRequest, LmResponse } from './language-model.ts';
import type { LimiterHealth } from './limiter.ts';
import { limiterFor } from './limiters.ts';
import { checkOptions, checkParameters, DEFAULT_TIMEOUT_MS, readModelId } from './lm-options.ts';
import type { LmOptions } from './lm-options.ts';
import type { LmTarget } from './model-call.ts';
import { listPrice } from './prices.ts';
import type { Price } from './prices.ts';

/** What copies and tests put in place of the defaults. */
export interface LmSurroundings {
  readonly clock?: Clock;
  readonly endpoint?: Endpoint;
}

/**
 * A model behind an OpenAI-compatible server, or the practice model. Nothing is loaded and nothing is sent before the
 * first call; key and base URL are read from the environment once, here.
 *
 * @throws InvalidRequest from the constructor for a malformed id, option or base URL
 */
export class LM implements LanguageModel {
  readonly id: string;
  readonly parameters: LmParameters;
  /** Where calls go, for people to see: a base URL or words, never a key. */
  readonly address: string;
  readonly #options: LmOptions;
  readonly #target: LmTarget;

  constructor(id: string, options: LmOptions = {}, surroundings: LmSurroundings = {}) {
    checkOptions(options);
    const modelId = readModelId(id);
    const clock = surroundings.clock ?? systemClock;
    const endpoint = surroundings.endpoint ?? resolveEndpoint(modelId, options, process.env);
    const { address, keyName } = endpoint;
    this.id = id;
    this.parameters = parametersOf(options);
    this.address = address;
    this.#options = options;
    this.#target = {
      id,
      model: modelId.model,
      api: options.api ?? 'chat',
      cache: options.cache !== false,
      price: options.price ?? listPrice(id),
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      endpoint,
      limiter: limiterFor({ address, keyName, model: id }, clock),
      clock,
    };
  }

  /**
   * Answers a conversation, from the response store of the surrounding call scope when it has the answer.
   * @throws LmError when no usable answer came; CallNotSent, BudgetExhausted as the scope orders; InvalidRequest
   * when the key is missing
   */
  async complete(request: LmRequest): Promise<LmResponse> {
    checkParameters(request);
    const asked = { ...this.parameters, ...withoutAbsent(request) };
    const effective = this.#target.endpoint.server === 'practice' ? withSeed(asked) : asked;
    const scope = currentCallScope();
    const send = () => completeCall({ target: this.#target, request: effective, scope });
    if (scope.around === undefined) return send();
    const { temperature: _temperature, maxTokens: _maxTokens, ...options } = this.#options;
    return scope.around({ id: this.id, options, request: effective }, send);
  }

  with(parameters: LmParameters): LM {
    const { clock, endpoint } = this.#target;
    return new LM(this.id, { ...this.#options, ...withoutAbsent(parameters) }, { clock, endpoint });
  }

  /** To be called before a run starts. @throws InvalidRequest naming the variable when the key is missing */
  check(): void {
    this.#target.endpoint.check();
  }

  /** Loads now what the first call would load, half a second. Sends nothing. */
  async open(): Promise<void> {
    await this.#target.endpoint.transport();
  }

  /** The variable that holds its key, never the key; null when none is sent. */
  get keyName(): string | null {
    return this.#target.endpoint.keyName;
  }

  /** Dollars per million tokens, by option or list; undefined when unknown. */
  get price(): Price | undefined {
    return this.#target.price;
  }

  /** How its server has been answering this process. */
  get health(): LimiterHealth {
    return this.#target.limiter.health();
  }
}

/** The practice model draws only by its seed: without one, wanted repeats would all be the same. */
function withSeed(request: LmRequest): LmRequest {
  return request.rollout === undefined ? request : { seed: request.rollout, ...request };
}

/** An option given as undefined counts as not given. */
function withoutAbsent<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

function parametersOf({ temperature, maxTokens }: LmOptions): LmParameters {
  return withoutAbsent({ temperature, maxTokens }) as LmParameters;
}
