/** The one door of the workflow bundle: every workflow by name. */
export { optimize } from './optimize.ts';
export { reoptimize } from './reoptimize.ts';
