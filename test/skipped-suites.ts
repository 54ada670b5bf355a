/** The file of the run's folder that gets one line for each group of tests skipped for want of a server. */
export const SKIPPED_SUITES = 'skipped-suites.txt';
