import { describe, expect, test } from 'vitest';
import { createContainer } from '../../../src/simulator/container/oci/create-container.ts';
import type { ContainerHost } from '../../../src/simulator/container/oci/container-host.ts';
import { deleteContainer, killContainer, startContainer, stateOf, containerOf } from '../../../src/simulator/container/oci/lifecycle.ts';
import { prepareHost } from '../../../src/simulator/container/oci/prepare-host.ts';
import { interrupt, openTerminal, takeOutput, type } from '../../../src/simulator/container/oci/session.ts';
import { USUAL_CAPABILITIES, WALL_PRESETS, type Walls } from '../../../src/simulator/container/oci/walls.ts';
import { shippedImages } from '../../../src/simulator/container/image/shipped-images.ts';
import { PROGRAMS } from '../../../src/simulator/container/programs/all.ts';
import { runUntil } from '../../../src/simulator/container/scheduler/run.ts';
import { sha256 } from '../../../src/simulator/container/image/sha-256.ts';
import { encodeUtf8 } from '../../../src/simulator/kernel/utf8.ts';

const SECOND = 1_000_000_000;
const images = shippedImages([...PROGRAMS.keys()]);
const [base] = images;

function newHost(): ContainerHost {
  return prepareHost({ hostname: 'alpha', vcpus: 2, memoryBytes: 2 ** 32, seed: 1 }, [...PROGRAMS.keys()]);
}

function running(host: ContainerHost, name: string, walls: Walls, command: readonly string[] = ['pause']): void {
  createContainer(host, name, base!, walls);
  startContainer(host, name, command);
  runUntil(host.kernel, host.kernel.now + 1, PROGRAMS);
}

/** What a command prints in a container's shell, without the prompt. */
function sh(host: ContainerHost, name: string, line: string, seconds = 0): string {
  const session = openTerminal(host.kernel, containerOf(host, name), 'test');
  runUntil(host.kernel, host.kernel.now + 1, PROGRAMS);
  takeOutput(session);
  type(host.kernel, session, `${line}\n`);
  runUntil(host.kernel, host.kernel.now + 1 + seconds * SECOND, PROGRAMS);
  return takeOutput(session).replace(/[^\n]*[#$] $/, '');
}

describe('the lifecycle of runtime-spec', () => {
  test('creates, starts, stops and deletes, and refuses everything out of order', () => {
    const host = newHost();
    createContainer(host, 'web', base!, WALL_PRESETS.full);
    const container = containerOf(host, 'web');
    expect(stateOf(container)).toBe('created');
    expect(() => createContainer(host, 'web', base!, WALL_PRESETS.full)).toThrow('There is a container "web" already');
    expect(() => { deleteContainer(host, 'web'); }).toThrow('Container "web" is created: only one that is stopped can be deleted.');
    startContainer(host, 'web');
    expect(stateOf(container)).toBe('running');
    expect(() => { startContainer(host, 'web'); }).toThrow('Container "web" is running: only one that is created can be started.');
    killContainer(host, 'web', 'TERM');
    expect(stateOf(container)).toBe('running');
    killContainer(host, 'web', 'KILL');
    expect(stateOf(container)).toBe('stopped');
    expect(() => { startContainer(host, 'web'); }).toThrow('is stopped');
    expect(() => { killContainer(host, 'web', 'KILL'); }).toThrow('only one that is created or running');
    deleteContainer(host, 'web');
    expect(() => { startContainer(host, 'web'); }).toThrow('There is no container "web" on this host.');
    expect(host.kernel.pidNamespace.tasks.size).toBe(1);
    createContainer(host, 'web', base!, WALL_PRESETS.full);
  });

  test.each(Object.entries(WALL_PRESETS))('the preset "%s" starts, shows a root of its own and goes again', (_, walls) => {
    const host = newHost();
    running(host, 'c', walls);
    expect(sh(host, 'c', 'ls /')).toBe('bin  dev  etc  proc  root  sys  tmp  var\n');
    expect(sh(host, 'c', 'echo x > /tmp/f; cat /tmp/f')).toBe('x\n');
    killContainer(host, 'c', 'KILL');
    deleteContainer(host, 'c');
    expect(host.kernel.rootCgroup.usage.pids).toBe(1);
  });
});

describe('a shell', () => {
  test('has pipes, redirections, variables, patterns and chains', () => {
    const host = newHost();
    running(host, 'c', WALL_PRESETS.full);
    expect(sh(host, 'c', 'seq 3 | sort -r | head -2')).toBe('3\n2\n');
    expect(sh(host, 'c', 'cd /tmp; echo one > a.txt; echo two >> a.txt; wc -l < a.txt; ls *.txt')).toBe('2\na.txt\n');
    expect(sh(host, 'c', 'X=5; echo "$X $?" \'$X\'')).toBe('5 0 $X\n');
    expect(sh(host, 'c', 'false && echo no || echo yes')).toBe('yes\n');
    expect(sh(host, 'c', 'cat /nothing 2> /tmp/e; cat /tmp/e')).toBe('cat: /nothing: No such file or directory\n');
    expect(sh(host, 'c', 'nosuch')).toBe('sh: 6: nosuch: not found\n');
    expect(sh(host, 'c', 'echo "x')).toBe('> ');
    expect(sh(host, 'c', 'y"')).toBe('x\ny\n');
    expect(sh(host, 'c', 'sleep 2; echo done', 3)).toBe('done\n');
    expect(sh(host, 'c', 'hostname; id')).toBe('c\nuid=0(root) gid=0(root) groups=0(root)\n');
    expect(sh(host, 'c', 'ps')).toContain('    1     0     0 S pause\n');
  });

  test('is interrupted by Ctrl-C, which ends what runs in front of it and not the shell', () => {
    const host = newHost();
    running(host, 'c', WALL_PRESETS.full);
    expect(sh(host, 'c', 'sleep 100')).toBe('');
    interrupt(host.kernel, openTerminal(host.kernel, containerOf(host, 'c'), 'test'));
    expect(sh(host, 'c', 'echo back')).toContain('back\n');
  });

  test('leaves nobody behind: the first process takes in orphans and waits for them', () => {
    const host = newHost();
    running(host, 'box', WALL_PRESETS.full);
    sh(host, 'box', 'stress --cpu 2 --timeout 1', 3);
    expect(sh(host, 'box', 'ps')).not.toContain('defunct');
  });

  test('every program says what it is for', () => {
    const host = newHost();
    running(host, 'c', WALL_PRESETS.full);
    for (const program of PROGRAMS.values()) expect(sh(host, 'c', `/bin/${program.name} --help`)).toBe(`usage: ${program.usage}\n${program.about}\n`);
  });
});

describe('the escapes from chroot', () => {
  const withoutHandle: Walls = { ...WALL_PRESETS.chroot, closesHandles: true };
  const weak: Walls = { ...withoutHandle, capabilities: USUAL_CAPABILITIES.filter((capability) => capability !== 'SYS_CHROOT') };

  test('a second chroot leads out, unless CAP_SYS_CHROOT is gone, or the root was pivoted', () => {
    const host = newHost();
    running(host, 'open', withoutHandle);
    expect(sh(host, 'open', 'escape-second-chroot')).toContain('containers');
    running(host, 'weak', weak);
    expect(sh(host, 'weak', 'escape-second-chroot')).toBe('held: chroot: Operation not permitted\n');
    for (const preset of ['usual', 'full', 'zone'] as const) {
      running(host, preset, WALL_PRESETS[preset]);
      expect(sh(host, preset, 'escape-second-chroot; echo $?')).toBe('held: the way up ends at the root it began with\n1\n');
    }
  });

  test('an open directory leads out, unless descriptors are closed', () => {
    const host = newHost();
    running(host, 'open', WALL_PRESETS.chroot);
    // The shell closes what it does not hand on, so the escape takes the shell's place.
    expect(sh(host, 'open', 'exec escape-handle')).toContain('containers');
    running(host, 'closed', withoutHandle);
    expect(sh(host, 'closed', 'exec escape-handle')).toBe('held: there is no open directory among the descriptors\n');
  });
});

test('a working directory that is moved out of a chroot leads out of it, one that stays does not', () => {
  const host = newHost();
  running(host, 'c', WALL_PRESETS.usual);
  sh(host, 'c', 'mkdir /jail /out; cp -r /bin /jail/bin');
  sh(host, 'c', 'chroot /jail escape-moved &');
  expect(sh(host, 'c', 'mv /jail/raft /out/raft', 2)).toContain('now at a new root with: bin dev etc jail out');
  expect(sh(host, 'c', 'chroot /jail escape-moved', 2)).toContain('held: nobody has moved the directory out\n');
});

describe('limits stop the offender and nobody else', () => {
  test('memory.max: the out-of-memory killer stays inside', () => {
    const host = newHost();
    running(host, 'greedy', WALL_PRESETS.full);
    running(host, 'neighbour', WALL_PRESETS.full);
    expect(sh(host, 'greedy', 'stress --vm-bytes 256M --timeout 5', 6)).toContain('Killed');
    expect(sh(host, 'neighbour', 'stress --vm-bytes 64M --timeout 1; echo fine', 2)).toBe('fine\n');
    expect(containerOf(host, 'greedy').init.cgroup.usage.oomKills).toBe(1);
    expect(containerOf(host, 'neighbour').init.cgroup.usage.oomKills).toBe(0);
  });

  test('pids.max: a fork bomb stays inside', () => {
    const host = newHost();
    running(host, 'bomb', WALL_PRESETS.full);
    running(host, 'neighbour', WALL_PRESETS.full);
    sh(host, 'bomb', 'forkbomb', 1);
    expect(containerOf(host, 'bomb').init.cgroup.usage.pids).toBe(64);
    expect(sh(host, 'neighbour', 'echo fine')).toBe('fine\n');
  });

  test('without pids.max a fork bomb takes the processes of all', () => {
    const host = newHost();
    running(host, 'bomb', WALL_PRESETS.usual);
    running(host, 'neighbour', WALL_PRESETS.full);
    sh(host, 'neighbour', 'true');
    sh(host, 'bomb', 'forkbomb', 1);
    expect(sh(host, 'neighbour', 'ls')).toBe('sh: 2: Cannot fork\n');
  });

  test('cpu.max and cpu.weight divide the vCPUs', () => {
    const host = newHost();
    const limited = (cpus: number | null, cpuWeight: number): Walls => ({ ...WALL_PRESETS.full, limits: { ...WALL_PRESETS.usual.limits, cpus, cpuWeight } });
    const load = ['stress', '--cpu', '2', '--timeout', '100'];
    running(host, 'capped', limited(0.5, 100), load);
    running(host, 'light', limited(null, 100), load);
    running(host, 'heavy', limited(null, 200), load);
    runUntil(host.kernel, host.kernel.now + 12 * SECOND, PROGRAMS);
    const seconds = (name: string): number => containerOf(host, name).init.cgroup.usage.cpu / SECOND;
    expect(seconds('capped')).toBeCloseTo(6, 0);
    expect(seconds('light')).toBeCloseTo(6, 0);
    expect(seconds('heavy')).toBeCloseTo(12, 0);
  });
});

describe('the network', () => {
  test('two containers listen on port 80, each has its own loopback, and they reach each other over the bridge', () => {
    const host = newHost();
    running(host, 'one', WALL_PRESETS.full, ['nc', '-l', '80']);
    running(host, 'two', WALL_PRESETS.full, ['nc', '-l', '80']);
    const address = containerOf(host, 'one').address!;
    expect(sh(host, 'two', `ping -c 1 ${address}`, 2)).toContain('1 packets transmitted, 1 received, 0% packet loss');
    expect(sh(host, 'two', `echo hello | nc ${address} 80; echo sent`)).toBe('sent\n');
    expect(stateOf(containerOf(host, 'two'))).toBe('running');
    expect(stateOf(containerOf(host, 'one'))).toBe('stopped');
  });
});

test('layers are addressed by what they hold, and shared', () => {
  expect(sha256(encodeUtf8('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  const [first, second] = images;
  expect(second!.layers[0]!.digest).toBe(first!.layers[0]!.digest);
  expect(second!.digest).not.toBe(first!.digest);
  const host = newHost();
  for (let number = 0; number < 5; number++) createContainer(host, `c${number}`, second!, WALL_PRESETS.full);
  expect(host.layers.size).toBe(2);
});
