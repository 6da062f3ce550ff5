import { expect, test } from 'vitest';
import { ContainerSource } from '../../../../src/simulator/container/checkpoint/container-source.ts';
import { containerOf } from '../../../../src/simulator/container/oci/lifecycle.ts';
import { WALL_PRESETS } from '../../../../src/simulator/container/oci/walls.ts';
import { readPage, writePage } from '../../../../src/simulator/container/process/address-space.ts';
import { systemCall } from '../../../../src/simulator/container/system-call.ts';
import { newHost, running } from './bench.ts';

const nothing = (): void => undefined;

test('a process that grows while it is migrated moves in the row of pages, and all of it is dirty', () => {
  const host = newHost();
  running(host, 'c', WALL_PRESETS.full);
  const container = containerOf(host, 'c');
  const { init } = container;
  systemCall(host.kernel, init, 'allocate', 3 * 4096);
  systemCall(host.kernel, init, 'clone');
  const child = [...init.children].at(-1)!;
  systemCall(host.kernel, child, 'execve', '/bin/pause', ['pause']);
  systemCall(host.kernel, child, 'allocate', 2 * 4096);
  const source = new ContainerSource({ host, now: 0, passTime: nothing, run: nothing, watch: () => nothing }, container, 16, false);
  source.startDirtyLog();
  expect(source.collectDirtyLog().count()).toBe(0);
  writePage(host.kernel, init, 1, 7);
  expect([...source.collectDirtyLog().pages()]).toEqual([1]);
  systemCall(host.kernel, init, 'allocate', 2 * 4096);
  expect([...source.collectDirtyLog().pages()]).toEqual([0, 1, 2, 5, 6, 7, 8, 9]);
  const { contents } = source.readPages(Uint32Array.of(6, 9, 1));
  expect([...contents.data]).toEqual([7, readPage(init.addressSpace!, 4), 0]);
  systemCall(host.kernel, init, 'allocate', 20 * 4096);
  expect(() => source.collectDirtyLog()).toThrow('The container has taken more memory than there was room for: give it a memory limit, or try again.');
});
