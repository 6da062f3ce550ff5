import { expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/index.ts';
import { wallsText } from '../../../src/viewmodel/container/walls-text.ts';
import type { KnownRows } from '../../../src/viewmodel/datacenter/container-rows.ts';
import { dataCenterRows } from '../../../src/viewmodel/datacenter/rows.ts';

function begun(): DataCenter {
  const dataCenter = new DataCenter(1);
  dataCenter.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 32 });
  dataCenter.apply({ kind: 'container.create', container: 'box', host: 'alpha' });
  dataCenter.apply({ kind: 'container.start', container: 'box' });
  return dataCenter;
}

test('a host has its containers below it, and these their processes with both numbers', () => {
  const [host] = dataCenterRows(begun().inventory());
  expect(host?.spoken).toContain('0 VMs, 1 container');
  expect(host?.context).toBe('host');
  expect(host?.children).toMatchObject([
    {
      id: 'container/box', label: 'box', description: 'base · 1 process', context: 'container.running', target: { kind: 'container', container: 'box' },
      spoken: 'box, container on alpha, base · 1 process',
      children: [{ id: 'process/box/2', label: 'pause', description: '1 · 2 on the host', context: 'process' }],
    },
  ]);
});

test('very many containers are in groups, and a row that still holds is the same object', () => {
  const dataCenter = new DataCenter(1);
  dataCenter.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 34 });
  for (let number = 0; number < 201; number++) dataCenter.apply({ kind: 'container.create', container: `c${number}`, host: 'alpha' });
  dataCenter.apply({ kind: 'container.start', container: 'c7' });
  const inventory = dataCenter.inventory();
  const known: KnownRows = new WeakMap();
  const [host] = dataCenterRows(inventory, known);
  expect(host?.children.map(({ id, label, description, isFolded, context }) => [id, label, description, isFolded, context])).toEqual([
    ['containers/alpha/0', 'c0 … c99', '100 containers · 1 running', true, 'group'],
    ['containers/alpha/1', 'c100 … c199', '100 containers · 0 running', true, 'group'],
    ['containers/alpha/2', 'c200', '1 container · 0 running', true, 'group'],
  ]);
  expect(host?.children[0]?.spoken).toBe('c0 … c99, group on alpha, 100 containers · 1 running');
  expect(host?.children[1]?.children[0]).toMatchObject({ id: 'container/c100' });
  const [again] = dataCenterRows(inventory, known);
  expect(again?.children[1]?.children[0]).toBe(host?.children[1]?.children[0]);
});

test('the walls of a container are shown beside its host, and looking changes nothing', () => {
  const dataCenter = begun();
  const before = dataCenter.inventory();
  const probes = dataCenter.probeContainer('box');
  expect(dataCenter.inventory()).toEqual(before);
  expect(probes.find(({ question }) => question === 'What is the machine called?')).toEqual({
    wall: 'uts namespace', question: 'What is the machine called?', inside: 'box', outside: 'alpha', isSeparate: true,
  });
  expect(probes.filter(({ isSeparate }) => !isSeparate).map(({ question }) => question)).toEqual([
    'May it call chroot once more?', 'Which kernel is it?',
    'How much memory has the machine?', 'What time is it?',
  ]);
  const text = wallsText('box', 'alpha', probes);
  expect(text).toContain('| mnt namespace, root | What does the secret of the host say? | No such file or directory | Only the host should read this. | differs |');
  dataCenter.apply({ kind: 'container.stop', container: 'box' });
  expect(() => dataCenter.probeContainer('box')).toThrow('Container "box" is stopped: there is nobody inside to ask.');
});

test('checkpoints are below their container, with their files and sizes, and below the host when it is gone', () => {
  const dataCenter = begun();
  dataCenter.apply({ kind: 'container.checkpoint', container: 'box', leaveRunning: true, preDumps: 1 });
  const [busy] = dataCenterRows(dataCenter.inventory())[0]?.children ?? [];
  expect(busy).toMatchObject({ description: 'being checkpointed 0 % · base · 1 process', context: 'container.running.busy.checkpoint', colour: 'moving' });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: 1_000_000_000 });
  const [box] = dataCenterRows(dataCenter.inventory())[0]?.children ?? [];
  const [checkpoint, process] = box?.children ?? [];
  expect(process?.context).toBe('process');
  expect(checkpoint).toMatchObject({ id: 'checkpoint/box-1', label: 'box-1', context: 'checkpoint', target: { kind: 'checkpoint', checkpoint: 'box-1' } });
  expect(checkpoint?.spoken).toContain('box-1, checkpoint of box, taken at');
  expect(checkpoint?.tooltip).toContain('the container ran on');
  const [kept] = dataCenter.inventory().checkpoints ?? [];
  expect(checkpoint?.children.map(({ label }) => label)).toEqual(kept?.files.map(({ name }) => name));
  expect(checkpoint?.children.every(({ context, description }) => context === 'checkpointFile' && / (B|KiB|MiB)$/.test(description))).toBe(true);
  dataCenter.apply({ kind: 'container.stop', container: 'box' });
  dataCenter.apply({ kind: 'container.delete', container: 'box' });
  expect(dataCenterRows(dataCenter.inventory())[0]?.children).toMatchObject([{ id: 'checkpoint/box-1' }]);
});

test('a container that migrates says how far it is, and what menus offer follows its phase', () => {
  const dataCenter = begun();
  dataCenter.apply({ kind: 'host.add', host: 'beta', memoryBytes: 2 ** 32 });
  dataCenter.apply({ kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 1_000_000 });
  dataCenter.apply({ kind: 'container.type', container: 'box', terminal: 'one', text: 'stress --vm-bytes 8M --vm-keep --timeout 100 &\n' });
  const started = dataCenter.apply({ kind: 'container.migrate', container: 'box', to: 'beta' });
  expect(started).toMatchObject({ ok: true });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: 500_000_000 });
  const box = (): unknown => dataCenterRows(dataCenter.inventory()).flatMap(({ children }) => children).find(({ label }) => label === 'box');
  expect(box()).toMatchObject({ context: 'container.running.busy.migration', colour: 'moving', description: expect.stringMatching(/^\d+ % to beta · round 1 · base/) as unknown });
  dataCenter.apply({ kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 1_000_000_000 });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: 10_000_000_000 });
  expect(dataCenter.inventory().hosts[1]?.containers).toMatchObject([{ name: 'box', state: 'running' }]);
  expect(box()).toMatchObject({ context: 'container.running' });
});

test('ports that lead to a container are on its line, in its tooltip and in that of its checkpoint', () => {
  const dataCenter = begun();
  dataCenter.apply({ kind: 'container.create', container: 'site', host: 'alpha', publish: ['8080:80', '5353:53/udp'] });
  dataCenter.apply({ kind: 'container.start', container: 'site' });
  dataCenter.apply({ kind: 'container.checkpoint', container: 'site', leaveRunning: true });
  dataCenter.apply({ kind: 'world.advance', nanoseconds: 1_000_000_000 });
  const site = dataCenterRows(dataCenter.inventory()).flatMap(({ children }) => children).find(({ label }) => label === 'site');
  expect(site?.description).toBe('base · 1 process · ports 8080:80, 5353:53/udp');
  expect(site?.tooltip).toContain('| Ports of alpha | 8080:80, 5353:53/udp |');
  expect(site?.children[0]?.tooltip).toContain('| Ports of its host | 8080:80, 5353:53/udp |');
});
