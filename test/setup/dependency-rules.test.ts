import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  dependencyProblems,
  readAudit,
  type Dependencies,
  type DependencyPolicy,
  type Lockfile,
  type Manifest,
} from '../../setup/dependency-rules.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

const REAL: Dependencies = {
  manifest: read('package.json') as Manifest,
  lock: read('package-lock.json') as Lockfile,
  policy: read('setup/dependency-policy.json') as DependencyPolicy,
};

const PLACE = 'node_modules/zod';

function withPackage(change: object, place = PLACE): Dependencies {
  const { packages } = REAL.lock;
  return { ...REAL, lock: { packages: { ...packages, [place]: { ...packages[place], ...change } } } };
}

test('our dependencies keep to the rules', () => {
  expect(dependencyProblems(REAL)).toEqual([]);
});

test.each([
  [
    'that runs a script when it is installed',
    withPackage({ hasInstallScript: true }),
    /^zod runs a script when it is installed/,
  ],
  [
    'under a licence that is not listed',
    withPackage({ license: 'AGPL-3.0' }),
    /^zod has the licence AGPL-3\.0/,
  ],
  ['without a licence', withPackage({ license: undefined }), /^zod has the licence none/],
  ['without a checksum', withPackage({ integrity: undefined }), /^zod has no SHA-512/],
  ['with a weak checksum', withPackage({ integrity: 'sha1-x' }), /^zod has no SHA-512/],
  [
    'that the lockfile has in another version',
    {
      ...REAL,
      manifest: { ...REAL.manifest, dependencies: { ...REAL.manifest.dependencies, zod: '^5.0.0' } },
    },
    /out of step: zod is \^4.* there and \^5\.0\.0/,
  ],
  [
    'that must be exact and is not',
    {
      ...REAL,
      manifest: { ...REAL.manifest, dependencies: { ...REAL.manifest.dependencies, openai: '^7.0.0' } },
    },
    /openai must be named in one exact version/,
  ],
  [
    'whose script is allowed and gone',
    withPackage({ hasInstallScript: false }, 'node_modules/@swc/core'),
    /allows a script of @swc\/core, which has none/,
  ],
])('a package %s is reported', (_what, given, says) => {
  expect(dependencyProblems(given).join('\n')).toMatch(new RegExp(says.source, 'm'));
});

test('an audit counts what is high or critical, and one that could not be made is neither good nor bad', () => {
  const found = { a: { severity: 'low' }, b: { severity: 'high' }, c: { severity: 'critical' } };
  expect(readAudit(JSON.stringify({ vulnerabilities: found }))).toEqual({
    kind: 'vulnerable',
    packages: ['b (high)', 'c (critical)'],
  });
  expect(readAudit('{"vulnerabilities":{}}')).toEqual({ kind: 'clean' });
  expect(readAudit('{"message":"405 Method Not Allowed - POST https://host/x"}')).toEqual({
    kind: 'not-made',
    why: '405 Method Not Allowed',
  });
  expect(readAudit('')).toEqual({ kind: 'not-made', why: 'npm gave no answer' });
});
