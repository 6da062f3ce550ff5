import { defineConfig } from 'vitest/config';

/** Everything that needs no editor; the suite in test/editor runs inside one. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/editor/**', 'test/fixtures/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Nothing else runs beside the tests, so no core need be left free.
    maxWorkers: '100%',
  },
});
