import { expect, test } from 'vitest';
import { reconnect } from '../../../../src/simulator/container/checkpoint/connections.ts';
import { thawContainer } from '../../../../src/simulator/container/checkpoint/freeze.ts';
import { restoreContainer, stateOfImage } from '../../../../src/simulator/container/checkpoint/restore.ts';
import type { ContainerHost } from '../../../../src/simulator/container/oci/container-host.ts';
import { containerOf } from '../../../../src/simulator/container/oci/lifecycle.ts';
import { interrupt, takeOutput } from '../../../../src/simulator/container/oci/session.ts';
import { WALL_PRESETS } from '../../../../src/simulator/container/oci/walls.ts';
import { checkpoint, enter, newHost, pass, removed, running } from './bench.ts';

/** A server in one container, and a client in another one that has sent it a line. */
function connected(): ContainerHost {
  const host = newHost();
  running(host, 'server', WALL_PRESETS.full);
  running(host, 'client', WALL_PRESETS.full);
  enter(host, 'server', 'nc -l 80\n');
  enter(host, 'client', `nc ${containerOf(host, 'server').address!} 80\n`);
  enter(host, 'client', 'before\n');
  return host;
}

function restored(host: ContainerHost, image: ReturnType<typeof checkpoint>): ReturnType<typeof reconnect> {
  const { sockets } = restoreContainer(host, 'server', stateOfImage(image));
  const fates = reconnect(sockets);
  pass(host, 1);
  return fates;
}

const ends = { local: '10.88.0.3:80', remote: '10.88.0.4:32768' };

test('goes on where the other end waited, with all that was sent', () => {
  const host = connected();
  const image = checkpoint(host, 'server', true);
  removed(host, 'server');
  // What is typed meanwhile waits at the client: nobody answers, and nobody says no.
  expect(enter(host, 'client', 'meanwhile\n', 5)).toBe('');
  expect(restored(host, image)).toEqual([{ ...ends, fate: 'restored' }]);
  enter(host, 'client', 'after\n', 1);
  expect(takeOutput(containerOf(host, 'server').sessions.get('test')!)).toBe('before\nmeanwhile\nafter\n');
});

test('is reset where the other end has gone on with the container, which was put back', () => {
  const host = connected();
  const image = checkpoint(host, 'server', true);
  thawContainer(containerOf(host, 'server'));
  enter(host, 'client', 'more\n');
  checkpoint(host, 'server', true);
  removed(host, 'server');
  expect(restored(host, image)).toEqual([{ ...ends, fate: 'reset', reason: 'the other end has sent more since' }]);
  // Both find out.
  expect(enter(host, 'client', 'x\n')).toContain('client:/# ');
  expect(enter(host, 'server', 'echo ended with $?\n')).toContain('ended with 1\n');
});

test('is reset where the other end has closed, or is not there', () => {
  const host = connected();
  const image = checkpoint(host, 'server', true);
  removed(host, 'server');
  removed(host, 'client');
  const reason = 'the other end is gone, or cannot be reached from here';
  expect(restored(host, image)).toEqual([{ ...ends, fate: 'reset', reason }]);
  const elsewhere = newHost('beta');
  expect(restored(elsewhere, image)).toEqual([{ ...ends, fate: 'reset', reason }]);
});

test('is as it was where both ends are inside', () => {
  const host = newHost();
  running(host, 'server', WALL_PRESETS.full);
  enter(host, 'server', 'nc -l 80 > /tmp/got &\n');
  enter(host, 'server', 'nc 127.0.0.1 80\n');
  enter(host, 'server', 'before\n');
  const image = checkpoint(host, 'server', true);
  removed(host, 'server');
  expect(restored(host, image)).toEqual([]);
  expect(enter(host, 'server', 'after\n')).toBe('');
  interrupt(host.kernel, containerOf(host, 'server').sessions.get('test')!);
  expect(enter(host, 'server', 'cat /tmp/got\n')).toContain('before\nafter\n');
});
