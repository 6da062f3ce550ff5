import { describe, expect, test } from 'vitest';
import { dumpContainer } from '../../../../src/simulator/container/checkpoint/dump.ts';
import { freezeContainer, thawContainer } from '../../../../src/simulator/container/checkpoint/freeze.ts';
import { restoreContainer, stateOfImage } from '../../../../src/simulator/container/checkpoint/restore.ts';
import type { ContainerHost } from '../../../../src/simulator/container/oci/container-host.ts';
import { containerOf } from '../../../../src/simulator/container/oci/lifecycle.ts';
import { WALL_PRESETS, type Walls } from '../../../../src/simulator/container/oci/walls.ts';
import { checkpoint, enter, newHost, pass, removed, running } from './bench.ts';

/** A terminal that has seen a lot, with a half-typed line, a sleep under way and background processes. */
function lived(host: ContainerHost, walls: Walls): void {
  running(host, 'c', walls);
  enter(host, 'c', 'echo one > /tmp/f; cd /tmp; X=5; mkdir d; mount -t tmpfs none d; echo deep > d/g; rm /etc/passwd\n');
  enter(host, 'c', 'stress --vm-bytes 1M --vm-keep --vm-rate 2M --timeout 30 &\n');
  enter(host, 'c', 'cat | wc -l &\n');
  enter(host, 'c', 'unshare -u sh -c "hostname inner; sleep 4; hostname" &\n', 1);
  enter(host, 'c', 'sleep 3; echo slept $X\n', 1);
  enter(host, 'c', 'echo ha');
}

/** What is printed from then on. */
function future(host: ContainerHost): string {
  const lines = ['lf\n', 'cat f d/g; ls / /etc; ps; hostname; id\n', 'nc -l 80 &\n', 'ls /proc; mount; cat /sys/fs/cgroup/memory.max\n', 'stress --vm-bytes 200M; echo over\n'];
  return lines.map((line) => enter(host, 'c', line, 3)).join('');
}

describe.each(['full', 'usual', 'zone'] as const)('a container with the walls "%s"', (walls) => {
  test('goes on after a restore as one that was never touched, on its host and on another one', () => {
    const [untouched, host, other] = [newHost(), newHost(), newHost('beta')];
    for (const one of [untouched, host]) lived(one, WALL_PRESETS[walls]);
    // Without a time namespace the clock is the host's.
    if (walls !== 'full') pass(other, host.kernel.now);
    const image = checkpoint(host, 'c');
    removed(host, 'c');
    for (const place of [host, other]) {
      restoreContainer(place, 'c', stateOfImage(image));
      // An image says the same of what was made of it.
      const container = containerOf(place, 'c');
      freezeContainer(container, false);
      expect(dumpContainer(place, container)).toEqual(image);
      thawContainer(container);
    }
    const expected = future(untouched);
    expect(future(host)).toBe(expected);
    expect(future(other)).toBe(expected);
    expect(host.kernel.rootCgroup.usage.memory).toBe(untouched.kernel.rootCgroup.usage.memory);
    removed(host, 'c');
    expect(host.kernel.rootCgroup.usage).toMatchObject({ memory: 0, pids: 1 });
    expect([...host.kernel.init.namespaces.net.stack.interfaces.keys()]).toEqual(['lo', 'virbr0']);
  });
});

test('an image is damaged where a file does not fit its checksum, and of another version where it says so', () => {
  const host = newHost();
  running(host, 'c', WALL_PRESETS.full);
  const image = checkpoint(host, 'c');
  const [first, ...rest] = image.files;
  const bytes = first!.bytes.slice();
  bytes[3]! ^= 1;
  expect(() => stateOfImage({ ...image, files: [{ ...first!, bytes }, ...rest] })).toThrow('The checkpoint is damaged: inventory.img does not fit its checksum.');
  expect(() => stateOfImage({ ...image, version: 2 as 1 })).toThrow('The checkpoint has version 2, and this VirtLab reads version 1: update VirtLab to restore it.');
});

test('a name, an address, memory and room on the disk must be free', () => {
  const host = newHost();
  running(host, 'c', WALL_PRESETS.full, ['stress', '--vm-bytes', '64M', '--timeout', '100']);
  const state = stateOfImage(checkpoint(host, 'c'));
  expect(() => restoreContainer(host, 'c', state)).toThrow('There is a container "c" already');
  expect(() => restoreContainer(host, 'd', state)).toThrow('The address 10.88.0.3 on the bridge is taken by container "c": delete that one first.');
  const full = newHost();
  full.kernel.reservedBytes = full.kernel.memoryBytes - 2 ** 20;
  expect(() => restoreContainer(full, 'c', state)).toThrow(`The container needs ${2 ** 26} bytes of memory, and the host has ${2 ** 20} left: stop something there first.`);
  const small = newHost();
  (small.kernel.init.fileSystem.root.mount.superblock as { sizeLimit: number | null }).sizeLimit = 0;
  enter(host, 'c', 'true\n');
  expect(() => restoreContainer(small, 'c', stateOfImage(withFile(host)))).toThrow('The container has written 1000 bytes of files');
  expect([...small.containers.keys()]).toEqual([]);
  expect(small.kernel.pidNamespace.tasks.size).toBe(1);
});

/** An image of the container "c" after it has written a file. */
function withFile(host: ContainerHost): ReturnType<typeof checkpoint> {
  thawContainer(containerOf(host, 'c'));
  enter(host, 'c', 'dd if=/dev/zero of=/tmp/file bs=1000 count=1 2> /dev/null\n');
  return checkpoint(host, 'c');
}
