/** Nothing is stored under that name: the artifacts folder is another one, or was cleaned. */
export class ArtifactMissing extends Error {
  override readonly name = 'ArtifactMissing';

  constructor(sha256: string, folder: string) {
    super(
      `No artifact ${sha256.slice(0, 12)}… in ${folder}. ` +
        'Use the folder the run was started with (DURABLE_MIPRO_HOME), shared by all its workers.',
    );
  }
}

/** The stored bytes are not those that were written. The file is kept beside its place. */
export class ArtifactDamaged extends Error {
  override readonly name = 'ArtifactDamaged';

  constructor(sha256: string, file: string, aside: string | null = null) {
    super(
      `Artifact ${sha256.slice(0, 12)}… does not match its content hash${aside === null ? '' : `; it was kept as ${aside}`}. ` +
        `Put a good copy at ${file}, or start the run anew (--again): it uses every stored answer.`,
    );
  }
}
