import { defineConfig } from 'vitest/config';

/** Everything that needs no editor; the suite in test/editor runs inside one. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/built-worker.ts'],
    exclude: ['test/editor/**', 'test/fixtures/**', 'node_modules/**'],
    // Who waits here waits for an answer. These only end what hangs, also on a machine that is twenty times slower.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // Nothing else runs beside the tests, so no core need be left free.
    maxWorkers: '100%',
  },
});
