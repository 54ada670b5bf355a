export { connectTemporal as connect, type Connected, type ConnectOptions } from './connection.ts';
export {
  runOptimization as startOptimization,
  type FinishedRun,
  type RunOptions,
  type RunWatcher,
} from './run-optimization.ts';
export { findRun as getRun, listRuns, type KnownRun } from './find-run.ts';
export { toSettings } from '../domain/chosen-settings.ts';
export type { Progress, RunResult, RunSpec, RunState } from '../domain/run.ts';
export { runAndTell, tellError, type TellOptions } from './run-and-tell.ts';
export { homeDirectory } from '../stores/home.ts';
export { loadChampion, type LoadChampionOptions } from './champions/load-champion.ts';
export { openChampionRegistry, type ChampionPlace } from './champions/open-registry.ts';
export { rollBack, type Rollback } from '../stores/roll-back.ts';
export type {
  ChampionEntry,
  ChampionRegistry,
  ChampionVersion,
  HoldoutLook,
  Promotion,
  PromotionOutcome,
} from '../domain/champion.ts';
export type { Guard, GateOptions, HoldoutScores, PromotionDecision } from '../domain/promotion.ts';
export {
  createSchedule,
  findSchedule,
  lastNight,
  scheduledTasks,
  type NightSchedule,
  type ScheduleTimes,
  type StartedNight,
} from './schedules.ts';
export { askNight, nightsUnderWay, orderNight, type NightOrder } from './night-order.ts';
export type { NightOutcome, NightProgress, NightReport, Verdict } from '../domain/night.ts';
