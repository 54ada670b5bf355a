/** What may be installed, and why; `dependency-policy.json`. */
export interface DependencyPolicy {
  readonly licences: { readonly [licence: string]: string };
  /** Of packages whose lockfile entry names none. */
  readonly licencesOfPackages: { readonly [name: string]: string };
  /** What runs when it is installed: by place below `node_modules`. */
  readonly installScripts: { readonly [place: string]: string };
}

export interface Manifest {
  readonly dependencies?: { readonly [name: string]: string };
  readonly devDependencies?: { readonly [name: string]: string };
}

interface LockedPackage extends Manifest {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
}

export interface Lockfile {
  readonly packages: { readonly [place: string]: LockedPackage };
}

export interface Dependencies {
  readonly manifest: Manifest;
  readonly lock: Lockfile;
  readonly policy: DependencyPolicy;
}

const FOLDER = /^node_modules\//;
/** Temporal's packages work together in one version only, and a new client must be tried before it sends prompts. */
const EXACT = /^(@temporalio\/|openai$)/;

/** What is wrong with the dependencies, one sentence each; none when all is well. Pure. */
export function dependencyProblems(given: Dependencies): string[] {
  const { lock, policy } = given;
  const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
  return [
    ...stepProblems(given),
    ...packages.flatMap(([place, locked]) => packageProblems(place.replace(FOLDER, ''), locked, policy)),
    ...staleEntries(lock, policy),
  ];
}

function stepProblems({ manifest, lock }: Dependencies): string[] {
  const root = lock.packages[''] ?? {};
  return (['dependencies', 'devDependencies'] as const).flatMap((kind) => {
    const [wanted, locked] = [manifest[kind] ?? {}, root[kind] ?? {}];
    const names = [...new Set([...Object.keys(wanted), ...Object.keys(locked)])];
    return names.flatMap((name) => [
      ...(wanted[name] === locked[name]
        ? []
        : [
            `package-lock.json is out of step: ${name} is ${locked[name] ?? 'absent'} there and ${wanted[name] ?? 'absent'} in package.json. Run npm install.`,
          ]),
      ...(EXACT.test(name) && !/^\d/.test(wanted[name] ?? '')
        ? [`${name} must be named in one exact version; package.json says ${wanted[name] ?? 'nothing'}.`]
        : []),
    ]);
  });
}

function packageProblems(place: string, locked: LockedPackage, policy: DependencyPolicy): string[] {
  const licence = locked.license ?? policy.licencesOfPackages[place] ?? 'none';
  return [
    ...(locked.integrity?.startsWith('sha512-') ? [] : [`${place} has no SHA-512 in package-lock.json.`]),
    ...(Object.hasOwn(policy.licences, licence)
      ? []
      : [`${place} has the licence ${licence}, which setup/dependency-policy.json does not list.`]),
    ...(locked.hasInstallScript && !Object.hasOwn(policy.installScripts, place)
      ? [
          `${place} runs a script when it is installed. Read it, then list it in setup/dependency-policy.json with what it does.`,
        ]
      : []),
  ];
}

/** An entry that allows what is not there would allow it unseen later. */
function staleEntries({ packages }: Lockfile, { installScripts }: DependencyPolicy): string[] {
  return Object.keys(installScripts)
    .filter((place) => packages[`node_modules/${place}`]?.hasInstallScript !== true)
    .map((place) => `setup/dependency-policy.json allows a script of ${place}, which has none. Take it out.`);
}

/** What `npm audit --json` said: the worst findings, or that nobody could be asked. Pure. */
export type Audit =
  | { readonly kind: 'clean' }
  | { readonly kind: 'vulnerable'; readonly packages: readonly string[] }
  | { readonly kind: 'not-made'; readonly why: string };

const GRAVE = ['high', 'critical'];

export function readAudit(text: string): Audit {
  let said: {
    vulnerabilities?: Record<string, { severity?: string }>;
    message?: string;
    error?: { summary?: string };
  };
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    return { kind: 'not-made', why: 'npm gave no answer' };
  }
  if (said.vulnerabilities === undefined)
    return {
      kind: 'not-made',
      why: (said.message ?? said.error?.summary ?? '').split(' - ')[0] || 'no reason given',
    };
  const packages = Object.entries(said.vulnerabilities)
    .filter(([, { severity = '' }]) => GRAVE.includes(severity))
    .map(([name, { severity }]) => `${name} (${severity})`);
  return packages.length === 0 ? { kind: 'clean' } : { kind: 'vulnerable', packages };
}
