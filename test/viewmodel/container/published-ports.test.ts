import { expect, test } from 'vitest';
import { DataCenter, type HostInventory } from '../../../src/simulator/index.ts';
import { portsComplaint, portsIn, takenPorts } from '../../../src/viewmodel/container/published-ports.ts';

function host(): HostInventory {
  const dataCenter = new DataCenter(1);
  dataCenter.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 32 });
  dataCenter.apply({ kind: 'container.create', container: 'web', host: 'alpha', publish: ['8080:80', '53:53/udp'] });
  return dataCenter.inventory().hosts[0]!;
}

test('ports are typed with commas or spaces, and nothing means none', () => {
  expect(portsIn('')).toEqual([]);
  expect(portsIn(' 8080:80, 5353:53/udp 1:1 ')).toEqual(['8080:80', '5353:53/udp', '1:1']);
});

test.each([
  ['', undefined],
  ['9090:80, 53:53', undefined],
  ['80', '"80" names no port to publish: write the host\'s and the container\'s, such as 8080:80 or 5353:53/udp.'],
  ['70000:80', '"70000:80" names no port to publish: write the host\'s and the container\'s, such as 8080:80 or 5353:53/udp.'],
  ['90:80 90:81', 'Port 90 of the host can lead to one port only: publish the other on another one.'],
  ['8080:8080', 'Port 8080 of alpha leads to web already: choose another one.'],
  ['53:1/udp', 'Port 53 of alpha leads to web already: choose another one.'],
])('"%s": %s', (text, complaint) => {
  expect(portsComplaint(text, host())).toBe(complaint);
});

test('of several ports those are named that are taken', () => {
  expect(takenPorts(['1:1', '8080:1', '53:53', '53:9/udp'], host())).toEqual([{ port: '8080', container: 'web' }, { port: '53', container: 'web' }]);
});
