import { InvalidRequest } from '../domain/errors.ts';
import type { Fields } from '../domain/example.ts';
import type { JsonObject } from '../domain/json.ts';
import { cloneModule } from './clone-module.ts';
import { MODULE_KIND, type ModuleKind } from './module-kind.ts';
import { isNamed } from './named.ts';
import type { Prediction } from './prediction.ts';
import { namedPredictors, type NamedPredictor } from './predictor-walk.ts';
import { loadProgram, saveProgram } from './saved-program.ts';
import { programState, type ProgramState } from './saved/program-state.ts';
import { loadProgramState } from './saved/read-state.ts';

/**
 * A program made of predictors. Subclass it, keep predictors in fields, implement `forward`, call `run`.
 *
 *     class Answer extends Module<{ question: string }, { answer: string }> {
 *       search = new Predict('question -> query');
 *       ...
 *     }
 */
export abstract class Module<I = Fields, O = Fields> {
  /** What the program does with its inputs. Call `run` instead: it checks what goes in and comes out. */
  abstract forward(inputs: I): Promise<Prediction<O>>;

  /**
   * @throws InvalidRequest when the inputs are no object of named values
   * @throws TypeError when `forward` answers with something else
   */
  async run(inputs: I): Promise<Prediction<O>> {
    const name = this.constructor.name;
    if (!isNamed(inputs))
      throw new InvalidRequest(`${name}.run expects its inputs by name, as in run({ question: '…' }).`);
    const outputs = await this.forward(inputs);
    if (!isNamed(outputs))
      throw new TypeError(`${name}.forward must answer with its outputs by name, as in { answer: '…' }.`);
    return Object.isFrozen(outputs) ? outputs : Object.freeze({ ...outputs });
  }

  /** The predictors under DSPy's names, in its order. */
  predictors(): NamedPredictor[] {
    return namedPredictors(this);
  }

  /** Instructions, demos and fields in DSPy's layout. */
  state(): ProgramState {
    return programState(this);
  }

  /** @throws InvalidRequest naming what does not match; nothing is changed then */
  loadState(state: unknown): void {
    loadProgramState(this, state);
  }

  /** Writes a file that DSPy loads too. `notes` are kept in it where DSPy ignores them. */
  async save(path: string, notes?: JsonObject): Promise<void> {
    await saveProgram(this, path, notes);
  }

  /** @throws InvalidRequest when the file is missing or for another program; nothing is changed then */
  async load(path: string): Promise<void> {
    await loadProgram(this, path);
  }

  /**
   * A copy with predictors of its own; other state is shared. Override it in a class with
   * `#private` fields, which cannot be copied from outside.
   * @throws InvalidRequest when a field holds an arrow function that uses `this`
   */
  clone(): this {
    return cloneModule(this);
  }

  get [MODULE_KIND](): ModuleKind {
    return 'module';
  }
}

/** Any program, whatever it takes and gives. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyModule = Module<any, any>;
