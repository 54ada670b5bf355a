export { answerAsPracticeModel } from './practice-model.ts';
export type { PracticeOptions } from './practice-model.ts';
export { startPracticeServer } from './practice-server.ts';
export type { PracticeServer, PracticeServerOptions, PracticeStats } from './practice-server.ts';
export { spawnPracticeServer } from './spawn-practice-server.ts';
export type { SpawnedPracticeServer } from './spawn-practice-server.ts';
export type { PracticeConditions } from './read-conditions.ts';
export type { Fault, FaultKind, FaultMoment } from './fault.ts';
export type { JournalEntry, JournalStats, Outcome } from './journal.ts';
