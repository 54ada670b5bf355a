import { createHook } from 'node:async_hooks';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Kinds of work that reach beyond the process. */
const OUTSIDE = /^(FSREQ|TCP|UDP|GETADDRINFO|GETNAMEINFO|QUERYWRAP|PROCESSWRAP|HTTPCLIENTREQUEST|TLSWRAP)/;
const SYNC = ['openSync', 'readFileSync', 'writeFileSync', 'statSync', 'mkdirSync', 'unlinkSync'] as const;

/** Notes every use of files, network and processes while it watches. */
export function watchOutside(): { seen(): readonly string[]; stop(): void } {
  const seen: string[] = [];
  const hook = createHook({
    init: (_id, type) => {
      if (OUTSIDE.test(type)) seen.push(type);
    },
  }).enable();
  const kept = Object.fromEntries(SYNC.map((name) => [name, fs[name]]));
  for (const name of SYNC) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        seen.push(name);
        return real(...args);
      },
    });
  }
  syncBuiltinESMExports();
  return {
    seen: () => seen,
    stop: () => {
      hook.disable();
      Object.assign(fs, kept);
      syncBuiltinESMExports();
    },
  };
}
