import { InvalidRequest } from '../domain/errors.ts';

/** True for addresses that never leave this machine. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname;
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/**
 * Checks a base URL. Prompts travel encrypted, except on this machine or when allowed.
 * @throws InvalidRequest that says what is wrong with it
 */
export function readBaseUrl(text: string, allowInsecure: boolean): URL {
  const url = URL.parse(text);
  const fault = url === null ? 'is not a URL' : faultOf(url, allowInsecure);
  if (url !== null && fault === null) return url;
  // The address itself may hold a password and is not repeated.
  const host = url === null || url.host === '' ? '' : ` of ${url.host}`;
  throw new InvalidRequest(`The base URL${host} ${fault}. Expected an address such as https://host/v1.`);
}

function faultOf(url: URL, allowInsecure: boolean): string | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'is neither https nor http';
  if (url.username !== '' || url.password !== '') {
    return 'holds a user or password; put the key in a variable and name it with { apiKeyEnv }';
  }
  if (url.search !== '' || url.hash !== '') return 'must end with its path, without "?" or "#"';
  if (url.protocol === 'https:' || isLoopback(url) || allowInsecure) return null;
  return 'is not encrypted; use https, or { allowInsecure: true } in a network you trust';
}
