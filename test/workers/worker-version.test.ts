import { expect, test } from 'vitest';
import { versioningOf, workerVersionOf } from '../../workers/worker-version.ts';

test('a worker without a version is none to Temporal, and one with it pins its runs', () => {
  expect(versioningOf(workerVersionOf({}))).toEqual({});
  expect(versioningOf(workerVersionOf({ deployment: 'mipro', build: '3f2a.91c' }))).toEqual({
    workerDeploymentOptions: {
      version: { deploymentName: 'mipro', buildId: '3f2a.91c' },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    },
  });
});

test.each([{ deployment: 'mipro' }, { build: '3f2a91c' }, { deployment: '', build: '3f2a91c' }])(
  '%j is refused: both flags belong together',
  (flags) => {
    expect(() => workerVersionOf(flags)).toThrow(/--deployment and --build together/);
  },
);

test.each(['my.service', 'a:b', '__x'])(
  'the deployment name %s is refused, with a flag or in code',
  (name) => {
    const refused = /without "\." and ":" .* got /;
    expect(() => workerVersionOf({ deployment: name, build: '1' })).toThrow(refused);
    expect(() => versioningOf({ deploymentName: name, buildId: '1' })).toThrow(refused);
  },
);
