import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { budgetInForce, extendState, extensionProblem, type Extension } from '../domain/extension.ts';
import {
  extendUpdate,
  pauseUpdate,
  progressQuery,
  resumeUpdate,
  specQuery,
  stopUpdate,
  trialsQuery,
  type StopOrder,
} from './messages.ts';
import { progressOf } from '../domain/progress.ts';
import { control, interrupt, patch, type Run } from './run.ts';
import { tellNight } from './tell-night.ts';

const TRIALS_PER_PAGE = 200;

/** Registers what the run can be asked and told. Before the first await, so that no early message is lost. */
export function listen(run: Run): void {
  setHandler(progressQuery, () =>
    progressOf(
      run.state,
      [...run.steps].map(([name, step]) => ({ name, ...step })),
    ),
  );
  setHandler(trialsQuery, ({ offset, limit }) =>
    run.state.trials.slice(offset, offset + Math.min(limit, TRIALS_PER_PAGE)),
  );
  setHandler(specQuery, () => run.spec);
  setHandler(pauseUpdate, () => pause(run), { validator: () => refuseWhenFinished(run) });
  setHandler(resumeUpdate, () => resume(run), {
    // A run may be blocked in its very last steps.
    validator: () => run.state.control.blocked ?? refuseWhenFinished(run),
  });
  setHandler(stopUpdate, (order) => stop(run, order), { validator: (_order) => refuseWhenFinished(run) });
  setHandler(extendUpdate, (order) => extend(run, order), {
    validator: (order) => checkExtension(run, order),
  });
}

function pause(run: Run): void {
  control(run, { paused: true });
  interrupt(run);
}

function resume(run: Run): void {
  if (run.state.control.blocked !== null) tellNight(run, null);
  control(run, { paused: false, blocked: null });
}

function stop(run: Run, order: StopOrder): void {
  control(run, { stop: order.mode, paused: false });
  patch(run, { stoppedBecause: run.state.stoppedBecause ?? 'stopped' });
  if (order.mode === 'now') interrupt(run);
}

function extend(run: Run, order: Extension): void {
  patch(run, extendState(run.state, order));
  run.spec = { ...run.spec, budget: budgetInForce(run.spec.budget, run.state.extended) };
}

function refuse(message: string): never {
  throw ApplicationFailure.nonRetryable(message, 'InvalidRequest');
}

function refuseWhenFinished(run: Run): void {
  const { stage } = run.state;
  if (stage === 'select' || stage === 'finished')
    refuse(
      'The run is selecting its result or has finished: nothing is left to control. Once it has ended it can be extended.',
    );
}

function checkExtension(run: Run, order: Extension): void {
  refuseWhenFinished(run);
  if (order.trials !== undefined && run.state.prepared === null) {
    refuse('The run is still preparing: its number of trials is not known yet. Try again in a moment.');
  }
  if (order.trials !== undefined && run.state.stoppedBecause !== null) {
    refuse('The search is over or is ending. Trials can be added once the run has ended: try again then.');
  }
  const problem = extensionProblem(run.spec.budget, order);
  if (problem !== null) refuse(problem);
}
