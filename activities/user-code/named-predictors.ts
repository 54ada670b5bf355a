import type { TraceStep } from '../../program/call-context.ts';
import type { AnyModule } from '../../program/module.ts';
import type { Overlay } from '../run-example.ts';
import type { NamedOverlay, NamedStep } from './user-code.ts';

/** An overlay as the program takes it. */
export function toOverlay(program: AnyModule, overlay: NamedOverlay): Overlay {
  return new Map(
    program.predictors().flatMap(([name, predictor]) => {
      const own = Object.hasOwn(overlay, name) ? overlay[name] : undefined;
      return own === undefined ? [] : [[predictor, own] as const];
    }),
  );
}

/** A trace in names. Calls of predictors that are not the program's own teach nothing and are left out. */
export function toNamedSteps(program: AnyModule, trace: readonly TraceStep[]): NamedStep[] {
  const names = new Map(program.predictors().map(([name, predictor]) => [predictor, name]));
  return trace.flatMap(({ predictor, inputs, outputs }) => {
    const name = names.get(predictor);
    return name === undefined ? [] : [{ predictor: name, inputs, outputs }];
  });
}
