import { defineConfig } from 'vitest/config';

const CONDITION = 'durable-mipro-source';
const source = (path: string) => new URL(path, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    conditions: [CONDITION],
    // The package under its own name, which vite does not look up in our package.json.
    alias: [
      { find: /^durable-mipro$/, replacement: source('index.ts') },
      { find: /^durable-mipro\/client$/, replacement: source('client/index.ts') },
      { find: /^durable-mipro\/worker$/, replacement: source('workers/index.ts') },
      { find: /^durable-mipro\/practice$/, replacement: source('lm/practice/index.ts') },
    ],
  },
  ssr: { resolve: { conditions: [CONDITION] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    execArgv: [`--conditions=${CONDITION}`],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
