import { expect, test } from 'vitest';
import { DataCenter, MEBIBYTE } from '../../../src/simulator/index.ts';
import { firstStep } from '../../../src/viewmodel/timeline/first-step.ts';

test('first a VM is made, then started, then moved', () => {
  const world = new DataCenter(1);
  expect(firstStep(world.inventory())).toBe('create');
  world.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 64 * MEBIBYTE });
  world.apply({ kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' } });
  expect(firstStep(world.inventory())).toBe('start');
  world.apply({ kind: 'vm.start', vm: 'web' });
  expect(firstStep(world.inventory())).toBe('migrate');
});
