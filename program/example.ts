export { Example, sameValue } from '../domain/example.ts';
export type { Fields } from '../domain/example.ts';
