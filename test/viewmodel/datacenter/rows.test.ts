import { describe, expect, test } from 'vitest';
import type { VmInventory } from '../../../src/simulator/index.ts';
import type { Row } from '../../../src/viewmodel/datacenter/row.ts';
import { dataCenterRows, rowsById } from '../../../src/viewmodel/datacenter/rows.ts';
import { dataCenter, migration, snapshot, vm } from './worlds.ts';

/** The tree as lines, two spaces for each level. */
function lines(rows: readonly Row[], indent = ''): string[] {
  return rows.flatMap(({ label, description, children }) => [
    `${indent}${label} (${description})`,
    ...lines(children, `${indent}  `),
  ]);
}

function row(id: string, ...vms: readonly VmInventory[]): Row {
  return rowsById(dataCenterRows(dataCenter(...vms))).get(id)!;
}

describe("the data center's rows", () => {
  test('hosts, their VMs, and a snapshot tree with the current position', () => {
    const snapshots = [snapshot('1', null), snapshot('2', '1'), snapshot('3', '1'), snapshot('4', '3')];
    const web = vm({ snapshots, currentSnapshot: '3' });
    const counter = vm({ name: 'counter', memoryBytes: 64 * 2 ** 20, guest: { kind: 'counter', countsPerSecond: 100 }, guestStepsPerSecond: 100 });
    expect(lines(dataCenterRows(dataCenter(web, counter)))).toEqual([
      'alpha (2.9 GiB of 4 GiB free)',
      '  web (running · 1 GiB · 6 000 writes/s)',
      '    Snapshot 1 (at 2 s)',
      '      Snapshot 2 (at 2 s)',
      '      Snapshot 3 (at 2 s)',
      '        Snapshot 4 (at 2 s)',
      '        You are here (running)',
      '  counter (running · 64 MiB · 100 counts/s)',
      'beta (4 GiB of 4 GiB free)',
    ]);
  });

  test('the position of a VM whose guest has crashed says so', () => {
    const guestReport: VmInventory['guestReport'] = { state: 'crashed', reason: 'its log is damaged', summary: '1 key', checksum: '5f3a9c01', facts: {} };
    const [, here] = row('vm/web', vm({ snapshots: [snapshot('1', null)], currentSnapshot: null, guestReport })).children;
    expect(here?.description).toBe('crashed');
  });

  test('before any snapshot there is no position to show; after its deletion it is at the top', () => {
    expect(row('vm/web', vm()).children).toEqual([]);
    const children = row('vm/web', vm({ snapshots: [snapshot('1', null)], currentSnapshot: null })).children;
    expect(children.map(({ label }) => label)).toEqual(['Snapshot 1', 'You are here']);
  });

  test.each([
    ['running', 'vm.running', 'running · 1 GiB · 6 000 writes/s', 'vm-running'],
    ['paused', 'vm.paused', 'paused · 1 GiB', 'debug-pause'],
    ['stopped', 'vm.stopped', 'stopped · 1 GiB', 'vm-outline'],
  ] as const)('a VM that is %s', (state, context, description, icon) => {
    expect(row('vm/web', vm({ state }))).toMatchObject({
      id: 'vm/web', target: { kind: 'vm', vm: 'web' }, label: 'web', context, description, icon, colour: state,
      spoken: `web, virtual machine on alpha, ${description}`,
    });
  });

  test('a VM that migrates shows how far it is', () => {
    expect(row('vm/web', vm({ migration: migration() }))).toMatchObject({
      context: 'vm.running.migrating', colour: 'moving', description: '61 % to beta · round 2',
      spoken: 'web, virtual machine on alpha, migrating 61 % to beta · round 2',
    });
    expect(row('vm/web', vm({ migration: migration({ phase: 'stop-and-copy' }) })).description).toBe('61 % to beta · stop-and-copy');
  });

  test('a VM whose migration has ended rests, and its tooltip tells how it went', () => {
    const ended = migration({ status: 'completed', figures: { ...migration().figures, downtime: 83e6 } });
    const rested = row('vm/web', vm({ migration: ended }));
    expect(rested.context).toBe('vm.running');
    expect(rested.tooltip).toContain('| Last migration | alpha → beta, in 5 s, downtime 83 ms |');
    const failed = row('vm/web', vm({ migration: migration({ status: 'failed' }) }));
    expect(failed.tooltip).toContain('| Last migration | alpha → beta, failed after 5 s |');
  });

  test('a host tells of its links', () => {
    expect(row('host/alpha').tooltip).toBe(
      '**alpha**, host\n\n| | |\n|:--|:--|\n| State | up |\n| Memory | 4 GiB |\n| Free | 4 GiB |\n| Link to beta | 125 MB/s, 100 µs |',
    );
    const inventory = { ...dataCenter(), links: [{ ...dataCenter().links[0]!, up: false }] };
    expect(dataCenterRows(inventory)[1]!.tooltip).toContain('| Link to alpha | down (125 MB/s, 100 µs) |');
  });

  test('a host that failed is down', () => {
    const inventory = dataCenter();
    const [alpha] = dataCenterRows({ ...inventory, hosts: [{ ...inventory.hosts[0]!, up: false }] });
    expect(alpha).toMatchObject({ description: 'down', colour: 'failed', context: 'host.down.empty', spoken: 'alpha, host, 0 VMs, down' });
    const [crashed] = dataCenterRows({ ...inventory, hosts: [{ ...inventory.hosts[0]!, up: false, panic: 'sysrq triggered crash' }] });
    expect(crashed).toMatchObject({ description: 'kernel panic: sysrq triggered crash', context: 'host.down.empty' });
  });

  test('a VM in post-copy offers no cancel', () => {
    expect(row('vm/web', vm({ migration: migration({ phase: 'post-copy' }) })).context).toBe('vm.running.arriving');
  });

  test('post-copy that has lost its link says so, and can be recovered', () => {
    expect(row('vm/web', vm({ migration: migration({ phase: 'post-copy', awaitsRecovery: true }) }))).toMatchObject({
      context: 'vm.running.arriving.broken', icon: 'debug-disconnect', colour: 'failed',
      description: 'post-copy paused at 61 %: waits to be recovered',
    });
  });

  test('a hybrid migration can go over to post-copy', () => {
    const { parameters } = migration();
    const hybrid = migration({ parameters: { ...parameters, strategy: 'hybrid' } });
    expect(row('vm/web', vm({ migration: hybrid })).context).toBe('vm.running.migrating.hybrid');
  });

  test('a VM that was lost says why', () => {
    const lost = row('vm/web', vm({ state: 'stopped', lost: 'host alpha failed while it was there' }));
    expect(lost).toMatchObject({
      context: 'vm.stopped', icon: 'error', colour: 'failed', description: 'lost: host alpha failed while it was there',
      spoken: 'web, virtual machine on alpha, lost: host alpha failed while it was there',
    });
    expect(lost.tooltip).toContain('| Lost | host alpha failed while it was there |');
  });

  test('a host that is drained, and one with a cut link, have actions of their own', () => {
    const inventory = dataCenter(vm());
    const [alpha, beta] = dataCenterRows({
      ...inventory,
      hosts: [{ ...inventory.hosts[0]!, draining: true }, inventory.hosts[1]!],
      links: [{ ...inventory.links[0]!, up: false }],
    });
    expect(alpha).toMatchObject({ context: 'host.draining.cut', description: 'draining · 3 GiB of 4 GiB free' });
    expect(beta!.context).toBe('host.empty.cut');
  });

  test('only a host without VMs can be removed', () => {
    expect(row('host/alpha', vm()).context).toBe('host');
    expect(row('host/beta', vm()).context).toBe('host.empty');
  });

  test('names are shown as they are, not as Markdown', () => {
    const named = { ...snapshot('1', null, '*a* [b](command:c) <img>|\n# d'), description: '`x`' };
    expect(row('snapshot/web/1', vm({ snapshots: [named] })).tooltip).toContain(
      '**\\*a\\* \\[b\\]\\(command:c\\) \\<img\\>\\| \\# d**, snapshot\n\n\\`x\\`\n',
    );
  });
});

test('a thousand snapshots in a chain stay in sight: deep ones follow one another', () => {
  const snapshots = Array.from({ length: 1000 }, (_, index) => snapshot(`${index + 1}`, index === 0 ? null : `${index}`));
  let level: readonly Row[] = row('vm/web', vm({ snapshots, currentSnapshot: '1000' })).children;
  let depth = 0;
  for (; level.length === 1; depth++) level = level[0]?.children ?? [];
  expect(depth).toBe(10);
  expect(level).toHaveLength(991);
  expect(level.at(-1)?.label).toBe('You are here');
});

test('a VM that is being saved in the background tells how far it is, and can be asked to give up', () => {
  const progress = { savedPages: 3, savedOnFault: 1, savedBytes: 12_312, remainingPages: 1, bytesPerSecond: 1e6, writeFaults: 2, blocked: 40_000, page: 2 };
  const saving = row('vm/web', vm({ snapshotWork: { description: 'A snapshot of VM "web" is being taken', snapshot: 'snapshot-1', progress } }));
  expect(saving).toMatchObject({ description: '75 % saved · 4 KiB to go · 2 write faults', context: 'vm.running.saving', icon: 'save' });
});

test('a snapshot says of what kind it is where it is not the usual one', () => {
  const kinds = [
    { ...snapshot('1', null), contents: 'disk' as const },
    { ...snapshot('2', '1'), contents: 'disk' as const, quiesced: true },
    { ...snapshot('3', '2'), method: 'background' as const, fileBytes: 4096 },
  ];
  const rows = rowsById(dataCenterRows(dataCenter(vm({ snapshots: kinds, currentSnapshot: '3' }))));
  expect(['1', '2', '3'].map((id) => rows.get(`snapshot/web/${id}`)?.description)).toEqual([
    'at 2 s · disk only, crash-consistent', 'at 2 s · disk only, quiesced', 'at 2 s · in the background, to a file',
  ]);
});
