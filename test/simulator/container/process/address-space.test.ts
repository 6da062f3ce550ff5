import { expect, test } from 'vitest';
import { clearSoftDirty, pagesIn, readPage, softDirtyPages, writePage } from '../../../../src/simulator/container/process/address-space.ts';
import type { Task } from '../../../../src/simulator/container/process/task.ts';
import { boot } from '../../../../src/simulator/container/boot.ts';
import type { Kernel } from '../../../../src/simulator/container/kernel.ts';
import { systemCall } from '../../../../src/simulator/container/system-call.ts';

function booted(): Kernel {
  return boot({ hostname: 'alpha', vcpus: 1, memoryBytes: 2 ** 30, seed: 1 });
}

function fork(kernel: Kernel, parent: Task): Task {
  systemCall(kernel, parent, 'clone');
  return [...parent.children].at(-1)!;
}

function contents(task: Task): number[] {
  return Array.from({ length: pagesIn(task) }, (_, page) => readPage(task.addressSpace!, page));
}

test('what is allocated has content in every page, the same in each run', () => {
  const [one, other] = [booted(), booted()];
  for (const kernel of [one, other]) systemCall(kernel, kernel.init, 'allocate', 3 * 4096 + 1);
  expect(pagesIn(one.init)).toBe(4);
  expect(contents(one.init)).not.toContain(0);
  expect(contents(one.init)).toEqual(contents(other.init));
  systemCall(one, one.init, 'allocate', -4096);
  expect(pagesIn(one.init)).toBe(3);
});

test('every page counts as written until the bits are cleared, and then those that are (soft-dirty.rst)', () => {
  const kernel = booted();
  const { init } = kernel;
  systemCall(kernel, init, 'allocate', 40 * 4096);
  expect(softDirtyPages(init.addressSpace!)).toHaveLength(40);
  clearSoftDirty(init.addressSpace!);
  expect(softDirtyPages(init.addressSpace!)).toHaveLength(0);
  for (const page of [33, 2, 33]) writePage(kernel, init, page, 7);
  expect([...softDirtyPages(init.addressSpace!)]).toEqual([2, 33]);
  // New pages count as written, whatever was cleared before.
  systemCall(kernel, init, 'allocate', 2 * 4096);
  expect([...softDirtyPages(init.addressSpace!)]).toEqual([2, 33, 40, 41]);
});

test('a child has the contents of its parent until either writes, and is charged for what it writes (fork(2))', () => {
  const kernel = booted();
  const { init } = kernel;
  systemCall(kernel, init, 'allocate', 2000 * 4096);
  const before = contents(init);
  const child = fork(kernel, init);
  expect(contents(child)).toEqual(before);
  expect(child.memoryBytes).toBe(0);
  writePage(kernel, child, 5, 111);
  writePage(kernel, child, 5, 112);
  writePage(kernel, init, 1500, 222);
  expect([readPage(child.addressSpace!, 5), readPage(init.addressSpace!, 5)]).toEqual([112, before[5]]);
  expect([readPage(child.addressSpace!, 1500), readPage(init.addressSpace!, 1500)]).toEqual([before[1500], 222]);
  expect(child.memoryBytes).toBe(4096);
  expect(kernel.rootCgroup.usage.memory).toBe(2001 * 4096);
  systemCall(kernel, child, 'exit', 0);
  expect(kernel.rootCgroup.usage.memory).toBe(2000 * 4096);
});
