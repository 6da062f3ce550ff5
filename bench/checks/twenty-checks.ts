import type { Check } from '../../src/labs/lab-pack.ts';

/** A student's file with a spec of 20 checks that try it on the model machine: half pass, half fail. */
export const TWENTY_CHECKS = {
  file: {
    path: 'stop-and-copy.ts',
    text: `import type { MigrationPorts, Process } from 'virtlab';
export function* stopAndCopy({ source, destination, link }: MigrationPorts): Process<void> {
  yield* source.pause();
  const pages = Uint32Array.from({ length: source.pageCount }, (_, page) => page);
  const batch = yield* source.readPages(pages);
  yield* link.send({ kind: 'pages', batch }, 4104 * source.pageCount);
  const state = yield* source.saveDeviceState();
  yield* link.send({ kind: 'device-state', state }, state.length);
  yield* link.flush();
  yield* destination.resume();
}
`,
  },
  spec: {
    path: 'twenty/checks.spec.ts',
    text: `import { expect, test } from 'vitest';
import { runMigration } from 'virtlab';
import { stopAndCopy } from './stop-and-copy.ts';
for (let number = 1; number <= 20; number++) {
  test('check ' + number, () => {
    const { differingPages, dirtySyncCount } = runMigration(stopAndCopy, { memoryBytes: number * 65_536 });
    expect(differingPages).toBe(0);
    expect(dirtySyncCount, 'an expectation that half of the checks have').toBe(number % 2);
  });
}
`,
  },
  checks: Array.from({ length: 20 }, (_, index): Check => {
    const name = `check ${index + 1}`;
    return { id: `check-${index + 1}`, title: name, spec: 'twenty/checks.spec.ts', test: name, points: 1, dependsOn: [] };
  }),
};
