import { expect, test } from 'vitest';
import { CAPABILITIES } from '../../../../src/simulator/container/credentials/capability.ts';
import { containerOf } from '../../../../src/simulator/container/oci/lifecycle.ts';
import { WALL_PRESETS, type Walls } from '../../../../src/simulator/container/oci/walls.ts';
import { systemCall } from '../../../../src/simulator/container/system-call.ts';
import { checkpoint, enter, newHost, pass, removed, running } from './bench.ts';

const privileged: Walls = { ...WALL_PRESETS.usual, capabilities: CAPABILITIES };

test.each<readonly [string, Walls, string]>([
  ['a pid namespace', WALL_PRESETS.chroot, 'The processes of container "c" have numbers of the host, which others may have by the time of a restore: create it with a pid namespace.'],
  ['a mount namespace', { ...WALL_PRESETS.usual, namespaces: ['pid'], root: 'chroot' }, 'is mounted in the host\'s own tree, which a checkpoint does not contain: create it with a mnt namespace and pivot_root.'],
  ['a root of its own', WALL_PRESETS.jail, 'In container "c", "/" shows "/" of the host, an external mount that no other host need have: unmount it, or set the root by pivot_root.'],
])('a container without %s', (_, walls, refusal) => {
  const host = newHost();
  running(host, 'c', walls);
  expect(() => checkpoint(host, 'c')).toThrow(refusal);
});

test('a container that does not run', () => {
  const host = newHost();
  running(host, 'c', WALL_PRESETS.full);
  enter(host, 'c', 'exit\n');
  expect(() => checkpoint(host, 'c')).not.toThrow();
  removed(host, 'c');
  running(host, 'd', WALL_PRESETS.full, ['true']);
  expect(() => checkpoint(host, 'd')).toThrow('Container "d" is stopped: only one that is running can be checkpointed.');
});

test('an inherited handle on a directory of the host', () => {
  const host = newHost();
  running(host, 'c', { ...privileged, closesHandles: false });
  expect(() => checkpoint(host, 'c')).toThrow('In container "c", descriptor 3 of process 1 (pause) is "/" of the host, which it has inherited: close it, or create the container so that handles are closed.');
});

test('a process whose parent is outside', () => {
  const host = newHost();
  running(host, 'c', privileged);
  const { init } = containerOf(host, 'c');
  const { kernel } = host;
  const opened = systemCall(kernel, kernel.init, 'open', `/proc/${init.id}/ns/pid`);
  if (!opened.ok) throw new Error(opened.errno);
  systemCall(kernel, kernel.init, 'setns', opened.value);
  systemCall(kernel, kernel.init, 'clone');
  expect(() => checkpoint(host, 'c')).toThrow('In container "c", process 2 (init) has a parent outside, so that the tree of processes cannot be made again: end it first.');
});

test('a process that was moved into its cgroup', () => {
  const host = newHost();
  running(host, 'c', privileged);
  const { kernel } = host;
  const { init } = containerOf(host, 'c');
  systemCall(kernel, kernel.init, 'clone');
  const guest = [...kernel.init.children].at(-1)!;
  init.cgroup.tasks.add(guest);
  expect(() => checkpoint(host, 'c')).toThrow(`Process ${guest.id} (init) is in the cgroup of container "c" but not in its pid namespace: move it to another cgroup first.`);
});

test('a removed file that is open is a ghost file: taken along when it is small', () => {
  const host = newHost();
  running(host, 'c', WALL_PRESETS.full);
  const { init } = containerOf(host, 'c');
  const { kernel } = host;
  const opened = systemCall(kernel, init, 'open', '/tmp/ghost', ['read', 'write', 'create']);
  if (!opened.ok) throw new Error(opened.errno);
  systemCall(kernel, init, 'write', opened.value, new Uint8Array(100).fill(65));
  systemCall(kernel, init, 'unlink', '/tmp/ghost');
  expect(checkpoint(host, 'c').files.map(({ name }) => name)).toContain('ghost-file-1.img');
  systemCall(kernel, init, 'write', opened.value, new Uint8Array(2 ** 20).fill(65));
  expect(() => checkpoint(host, 'c')).toThrow('In container "c", descriptor 3 of process 1 (pause) is a removed file of 1048676 bytes, and a ghost file may have 1048576: close it first.');
});

test('an established connection, unless it is asked for, and one that waits to be accepted', () => {
  const host = newHost();
  running(host, 'c', WALL_PRESETS.full);
  enter(host, 'c', 'nc -l 80 &\n');
  enter(host, 'c', 'nc 127.0.0.1 80 &\n');
  expect(() => checkpoint(host, 'c')).toThrow(/In container "c", 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+ is a connected TCP socket: consider the option tcpEstablished, or close the connection\./);
  expect(() => checkpoint(host, 'c', true)).not.toThrow();
  const waiting = newHost();
  running(waiting, 'c', WALL_PRESETS.full);
  const { init } = containerOf(waiting, 'c');
  const call = (name: 'socket'): number => { const answer = systemCall(waiting.kernel, init, name); if (!answer.ok) throw new Error(answer.errno); return answer.value; };
  const [listener, client] = [call('socket'), call('socket')];
  systemCall(waiting.kernel, init, 'bind', listener, '0.0.0.0', 80);
  systemCall(waiting.kernel, init, 'listen', listener);
  expect(systemCall(waiting.kernel, init, 'connect', client, '127.0.0.1', 80)).toMatchObject({ ok: true });
  pass(waiting, 1);
  expect(() => checkpoint(waiting, 'c', true)).toThrow('In container "c", a connection to port 80 waits to be accepted (CRIU: in-flight connection): let the server accept it first.');
});
