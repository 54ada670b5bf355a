import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS =
  '{activities,examples,client,domain,lm,metrics,optimizer,program,stores,workers,workflows}/**/*.ts';

const FILES = ['index.ts', ...globSync(ROOMS, { cwd: ROOT })].map((name) => ({
  name,
  text: readFileSync(`${ROOT}/${name}`, 'utf8'),
}));

interface Rule {
  readonly what: string;
  readonly pattern: RegExp;
  /** Where it is needed. */
  readonly but: readonly string[];
}

const RULES: readonly Rule[] = [
  { what: 'makes code from text', pattern: /\beval\s*\(|new\s+Function\s*\(|\bFunction\s*\(/, but: [] },
  { what: 'runs code by `vm`', pattern: /['"](node:)?vm['"]/, but: [] },
  {
    what: 'reads stored objects in a form that may hold code',
    pattern: /['"](node:)?v8['"]|\bdeserialize\s*\(|pickle\.|['"]js-yaml['"]/,
    but: [],
  },
  {
    what: 'imports a file whose name is not in the source',
    pattern: /\bimport\(\s*(?!['"])/,
    // The user's own task file, named on the command line.
    but: ['activities/user-code/child.ts', 'client/task-file.ts'],
  },
  {
    what: 'starts a program',
    pattern: /['"](node:)?child_process['"]/,
    but: [
      'activities/user-code/user-process.ts',
      'client/temporal-server/binary.ts',
      'client/temporal-server/build-binary.ts',
      'client/temporal-server/download-binary.ts',
      'client/temporal-server/process-identity.ts',
      'client/temporal-server/server-process.ts',
      'lm/practice/spawn-practice-server.ts',
    ],
  },
  {
    what: 'starts a program by a shell',
    pattern:
      /\bexecSync\(|\bexec\(\s*[`'"](?!BEGIN|PRAGMA|CREATE|ALTER|COMMIT|ROLLBACK|DELETE|UPDATE|INSERT|SAVEPOINT|RELEASE)|shell:\s*true/,
    but: [],
  },
  {
    what: 'opens a port',
    // `surface.test.ts` looks at where these listen.
    pattern: /\.listen\s*\(/,
    but: [
      'client/codec-server/codec-server.ts',
      'client/temporal-server/port.ts',
      'lm/practice/practice-server.ts',
    ],
  },
  {
    what: 'sends requests',
    pattern: /(?<![.\w])fetch\s*\((?!\))|from ['"](node:)?(https?|net|tls|dgram|http2)['"]/,
    but: [
      'activities/notify-night.ts',
      'client/codec-server/answer-request.ts',
      'client/codec-server/codec-server.ts',
      // The Temporal server's program, when there is none.
      'client/temporal-server/download-binary.ts',
      'client/temporal-server/port.ts',
      'lm/fetch-with-care.ts',
      'lm/practice/practice-server.ts',
      'lm/practice/reply.ts',
      // To the practice server that it has started, and no other.
      'lm/practice/spawn-practice-server.ts',
    ],
  },
  {
    what: 'writes to a terminal by itself',
    pattern: /process\.std(out|err)\.write\s*\(|\bwriteSync\([12],|\bconsole\./,
    but: [
      // By `plain`, when the main thread is held or ends.
      'activities/user-code/watchdog-thread.ts',
      'activities/user-code/watchdog.ts',
      'client/show/print.ts',
      // Sentences of ours, before anything is loaded.
      'client/cli.ts',
      'client/interrupt.ts',
      // By `plain`.
      'lm/inspect-history.ts',
      'stores/warn-on-stderr.ts',
      'workers/quiet-runtime.ts',
      'lm/practice/serve.ts',
      // The user's side.
      'examples/01-ticket-triage/start.ts',
      'examples/02-twenty-lines/optimize.ts',
      'examples/04-nightly/start.ts',
    ],
  },
];

test.each(RULES)('no file $what, but those that must', ({ pattern, but }) => {
  const found = FILES.filter(({ text }) => pattern.test(text)).map(({ name }) => name);
  expect(found.toSorted()).toEqual(but.toSorted());
});

test('the rules see all sources', () => {
  expect(FILES.length).toBeGreaterThan(300);
});
