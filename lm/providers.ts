export interface ProviderDefaults {
  readonly baseUrl?: string;
  /** The variable that holds the key; null when the provider asks for none. */
  readonly keyName: string | null;
}

const KNOWN: { readonly [provider: string]: ProviderDefaults } = {
  openai: { baseUrl: 'https://api.openai.com/v1', keyName: 'OPENAI_API_KEY' },
  openrouter: { baseUrl: 'https://openrouter.ai/api/v1', keyName: 'OPENROUTER_API_KEY' },
  azure: { keyName: 'AZURE_OPENAI_API_KEY' },
  ollama: { baseUrl: 'http://127.0.0.1:11434/v1', keyName: null },
  vllm: { baseUrl: 'http://127.0.0.1:8000/v1', keyName: 'VLLM_API_KEY' },
  practice: { keyName: null },
};

/** What is known of a provider by its name. Others need a base URL; their key is in `<NAME>_API_KEY`. */
export function providerDefaults(provider: string): ProviderDefaults {
  return KNOWN[provider] ?? { keyName: `${provider.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}_API_KEY` };
}

/** The variables with the keys of the providers that are known by name. */
export function knownKeyNames(): string[] {
  return Object.values(KNOWN).flatMap(({ keyName }) => keyName ?? []);
}
