import { describe, expect, test } from 'vitest';
import { dumpContainer } from '../../../../src/simulator/container/checkpoint/dump.ts';
import { freezeContainer, thawContainer } from '../../../../src/simulator/container/checkpoint/freeze.ts';
import { restoreContainer, stateOfImage } from '../../../../src/simulator/container/checkpoint/restore.ts';
import { demandCheckpointable } from '../../../../src/simulator/container/checkpoint/refusals.ts';
import { shippedImages } from '../../../../src/simulator/container/image/shipped-images.ts';
import type { ContainerHost } from '../../../../src/simulator/container/oci/container-host.ts';
import { createContainer } from '../../../../src/simulator/container/oci/create-container.ts';
import { containerOf, deleteContainer, killContainer, startContainer } from '../../../../src/simulator/container/oci/lifecycle.ts';
import { prepareHost } from '../../../../src/simulator/container/oci/prepare-host.ts';
import { openTerminal, takeOutput, type } from '../../../../src/simulator/container/oci/session.ts';
import { WALL_PRESETS, type Walls } from '../../../../src/simulator/container/oci/walls.ts';
import { PROGRAMS } from '../../../../src/simulator/container/programs/all.ts';
import { runUntil } from '../../../../src/simulator/container/scheduler/run.ts';

const SECOND = 1_000_000_000;
const [base] = shippedImages([...PROGRAMS.keys()]);

function newHost(hostname = 'alpha'): ContainerHost {
  return prepareHost({ hostname, vcpus: 2, memoryBytes: 2 ** 32, seed: 1 }, [...PROGRAMS.keys()]);
}

function running(host: ContainerHost, name: string, walls: Walls, command: readonly string[] = ['pause']): void {
  createContainer(host, name, base!, walls);
  startContainer(host, name, command);
  pass(host, 1);
}

function pass(host: ContainerHost, nanoseconds: number): void {
  runUntil(host.kernel, host.kernel.now + nanoseconds, PROGRAMS);
}

function enter(host: ContainerHost, name: string, text: string, seconds = 0): string {
  const session = openTerminal(host.kernel, containerOf(host, name), 'test');
  pass(host, 1);
  takeOutput(session);
  type(session, text);
  pass(host, 1 + seconds * SECOND);
  return takeOutput(session);
}

function checkpoint(host: ContainerHost, name: string, established = false): ReturnType<typeof dumpContainer> {
  const container = containerOf(host, name);
  demandCheckpointable(host, container, established);
  freezeContainer(container, established);
  return dumpContainer(host, container);
}

function removed(host: ContainerHost, name: string): void {
  killContainer(host, name, 'KILL');
  deleteContainer(host, name);
}

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
