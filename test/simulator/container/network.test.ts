import { describe, expect, test } from 'vitest';
import { createContainer } from '../../../src/simulator/container/oci/create-container.ts';
import type { ContainerHost } from '../../../src/simulator/container/oci/container-host.ts';
import { containerOf, deleteContainer, killContainer, startContainer } from '../../../src/simulator/container/oci/lifecycle.ts';
import { prepareHost } from '../../../src/simulator/container/oci/prepare-host.ts';
import { openTerminal, takeOutput, type } from '../../../src/simulator/container/oci/session.ts';
import { WALL_PRESETS } from '../../../src/simulator/container/oci/walls.ts';
import { shippedImages } from '../../../src/simulator/container/image/shipped-images.ts';
import { PROGRAMS } from '../../../src/simulator/container/programs/all.ts';
import { runUntil } from '../../../src/simulator/container/scheduler/run.ts';
import { type CallArguments, systemCall, type SystemCallName } from '../../../src/simulator/container/system-call.ts';
import type { Task } from '../../../src/simulator/container/process/task.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src/simulator/kernel/utf8.ts';

const [base] = shippedImages([...PROGRAMS.keys()]);

function newHost(): ContainerHost {
  return prepareHost({ hostname: 'alpha', vcpus: 2, memoryBytes: 2 ** 32, seed: 1 }, [...PROGRAMS.keys()]);
}

function running(host: ContainerHost, name: string, ports: readonly string[] = []): string {
  createContainer(host, name, base!, WALL_PRESETS.full, ports);
  startContainer(host, name, ['pause']);
  runUntil(host.kernel, host.kernel.now + 1, PROGRAMS);
  return containerOf(host, name).address!;
}

function sh(host: ContainerHost, name: string, line: string): string {
  const session = openTerminal(host.kernel, containerOf(host, name), 'test');
  runUntil(host.kernel, host.kernel.now + 1, PROGRAMS);
  takeOutput(session);
  type(host.kernel, session, `${line}\n`);
  runUntil(host.kernel, host.kernel.now + 1000, PROGRAMS);
  return takeOutput(session).replace(/[^\n]*[#$] $/, '');
}

function ask(host: ContainerHost, task: Task) {
  return <Name extends SystemCallName>(name: Name, ...args: CallArguments<Name>) => systemCall(host.kernel, task, name, ...args);
}

describe('datagrams', () => {
  test('arrive whole and in order, each with where it came from, and are answered', () => {
    const host = newHost();
    const one = running(host, 'one');
    running(host, 'two');
    const [hear, speak] = ['one', 'two'].map((name) => ask(host, containerOf(host, name).init));
    expect(hear!('socket', 'datagram')).toEqual({ ok: true, value: 3 });
    hear!('bind', 3, '0.0.0.0', 53);
    speak!('socket', 'datagram');
    expect(speak!('sendto', 3, encodeUtf8('first'), one, 53)).toEqual({ ok: true, value: 5 });
    speak!('sendto', 3, encodeUtf8('second'), one, 53);
    const answer = hear!('recvfrom', 3);
    if (!answer.ok) throw new Error(answer.errno);
    expect([decodeUtf8(answer.value.bytes), answer.value.address]).toEqual(['first', containerOf(host, 'two').address]);
    hear!('sendto', 3, encodeUtf8('back'), answer.value.address, answer.value.port);
    const back = speak!('recvfrom', 3);
    expect(back.ok && decodeUtf8(back.value.bytes)).toBe('back');
    expect(hear!('read', 3, 3)).toEqual({ ok: true, value: encodeUtf8('sec') });
    expect(hear!('recvfrom', 3)).toEqual({ ok: false, errno: 'EAGAIN' });
  });

  test('ports of datagrams and streams are apart, and one that is taken is taken', () => {
    const host = newHost();
    running(host, 'c');
    const call = ask(host, containerOf(host, 'c').init);
    for (const kind of ['datagram', 'stream', 'datagram'] as const) call('socket', kind);
    expect(call('bind', 3, '0.0.0.0', 53).ok).toBe(true);
    expect(call('bind', 4, '0.0.0.0', 53).ok).toBe(true);
    expect(call('bind', 5, '0.0.0.0', 53)).toEqual({ ok: false, errno: 'EADDRINUSE' });
    expect(call('listen', 3)).toEqual({ ok: false, errno: 'ENOTSUP' });
  });

  test('where nobody listens, who is connected is told, and who is not is none the wiser (udp(7))', () => {
    const host = newHost();
    running(host, 'c');
    const call = ask(host, containerOf(host, 'c').init);
    call('socket', 'datagram');
    expect(call('sendto', 3, encodeUtf8('x'), '127.0.0.1', 99).ok).toBe(true);
    expect(call('recvfrom', 3)).toEqual({ ok: false, errno: 'EAGAIN' });
    call('connect', 3, '127.0.0.1', 99);
    expect(call('write', 3, encodeUtf8('x')).ok).toBe(true);
    expect(call('recvfrom', 3)).toEqual({ ok: false, errno: 'ECONNREFUSED' });
    expect(call('recvfrom', 3)).toEqual({ ok: false, errno: 'EAGAIN' });
    expect(call('sendto', 3, encodeUtf8('x'), '203.0.113.1', 9).ok).toBe(false);
  });

  test('a receiver without room loses them', () => {
    const host = newHost();
    running(host, 'c');
    const call = ask(host, containerOf(host, 'c').init);
    for (const kind of ['datagram', 'datagram'] as const) call('socket', kind);
    call('bind', 3, '0.0.0.0', 53);
    for (let sent = 0; sent < 10; sent++) expect(call('sendto', 4, new Uint8Array(60_000), '127.0.0.1', 53).ok).toBe(true);
    for (let got = 0; got < 3; got++) expect(call('recvfrom', 3).ok).toBe(true);
    expect(call('recvfrom', 3)).toEqual({ ok: false, errno: 'EAGAIN' });
    expect(call('sendto', 4, new Uint8Array(65_508), '127.0.0.1', 53)).toEqual({ ok: false, errno: 'EMSGSIZE' });
  });

  test('nc -u sends and hears them', () => {
    const host = newHost();
    const one = running(host, 'one');
    running(host, 'two');
    sh(host, 'one', 'nc -u -l 53 > /tmp/got &');
    expect(sh(host, 'two', `echo over the bridge | nc -u ${one} 53`)).toBe('');
    expect(sh(host, 'one', 'cat /tmp/got')).toBe('over the bridge\n');
    expect(sh(host, 'two', `echo x | nc -u ${one} 54`)).toBe('nc: read failed (udp): Connection refused\n');
  });
});

describe('published ports', () => {
  const HOST = '10.88.0.1';

  test('lead from a port of the host to the container, from the host and from other containers', () => {
    const host = newHost();
    running(host, 'web', ['8080:80']);
    running(host, 'other');
    sh(host, 'web', 'nc -l 80 > /tmp/one &');
    sh(host, 'other', `echo from a neighbour | nc ${HOST} 8080`);
    expect(sh(host, 'web', 'cat /tmp/one')).toContain('from a neighbour\n');
    sh(host, 'web', 'nc -l 80 > /tmp/two &');
    const call = ask(host, host.kernel.init);
    call('socket');
    expect(call('connect', 0, '127.0.0.1', 8080).ok).toBe(true);
    expect(call('write', 0, encodeUtf8('from the host\n')).ok).toBe(true);
    call('close', 0);
    expect(sh(host, 'web', 'cat /tmp/two')).toContain('from the host\n');
  });

  test('lead nowhere else, and are gone with the container', () => {
    const host = newHost();
    running(host, 'web', ['8080:80']);
    running(host, 'other');
    expect(sh(host, 'other', `nc ${HOST} 80`)).toContain('Connection refused');
    expect(sh(host, 'other', `nc ${HOST} 8080`)).toContain('Connection refused');
    expect(sh(host, 'web', 'nc 127.0.0.1 8080')).toContain('Connection refused');
    killContainer(host, 'web', 'KILL');
    deleteContainer(host, 'web');
    expect(host.kernel.init.namespaces.net.stack.published).toEqual([]);
  });

  test('of datagrams lead there and back', () => {
    const host = newHost();
    running(host, 'dns', ['5353:53/udp']);
    running(host, 'other');
    const [hear, speak] = ['dns', 'other'].map((name) => ask(host, containerOf(host, name).init));
    hear!('socket', 'datagram');
    hear!('bind', 3, '0.0.0.0', 53);
    speak!('socket', 'datagram');
    speak!('connect', 3, HOST, 5353);
    speak!('write', 3, encodeUtf8('who?'));
    const question = hear!('recvfrom', 3);
    if (!question.ok) throw new Error(question.errno);
    hear!('sendto', 3, encodeUtf8('me'), question.value.address, question.value.port);
    expect(speak!('read', 3)).toEqual({ ok: true, value: encodeUtf8('me') });
  });

  test.each([
    [['80'], '"80" names no port to publish: write the host\'s and the container\'s, such as 8080:80 or 5353:53/udp.'],
    [['0:80'], 'names no port to publish'],
    [['8080:80'], 'Port 8080 of the host is taken: publish the container\'s on another one.'],
    [['90:80', '90:81'], 'Port 90 of the host can lead to one port only: publish the other on another one.'],
  ])('%j is refused', (ports, sentence) => {
    const host = newHost();
    running(host, 'web', ['8080:80']);
    expect(() => { running(host, 'more', ports); }).toThrow(sentence);
    expect(host.containers.size).toBe(1);
    expect(host.kernel.rootCgroup.usage.pids).toBe(2);
  });

  test('need a network of its own', () => {
    const host = newHost();
    expect(() => createContainer(host, 'c', base!, WALL_PRESETS.chroot, ['8080:80'])).toThrow('give it a net namespace');
  });
});
