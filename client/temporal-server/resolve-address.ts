import type { ConnectionOptions } from '@temporalio/client';

/** Where a run's Temporal server is: one that others run, or the one this project starts for itself. */
export type TemporalTarget =
  | { readonly kind: 'external'; readonly connectionOptions: ConnectionOptions; readonly namespace: string }
  | { readonly kind: 'embedded' };

export interface AddressChoice {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Decides which server to use: an address given here, then `TEMPORAL_ADDRESS` or a profile of the user's Temporal
 * configuration file, with its namespace, TLS and key; without any of them the embedded one.
 */
export async function resolveAddress(choice: AddressChoice = {}): Promise<TemporalTarget> {
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: onlySet(choice.env ?? process.env),
  });
  const address = choice.address ?? connectionOptions.address;
  if (address === undefined) return { kind: 'embedded' };
  return {
    kind: 'external',
    connectionOptions: { ...connectionOptions, address },
    namespace: choice.namespace ?? namespace ?? 'default',
  };
}

function onlySet(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
