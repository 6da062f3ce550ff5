import { expect, test } from 'vitest';
import { DataCenter, type WorldEvent } from '../../../../src/simulator/index.ts';
import type { Aside } from '../../../../src/viewmodel/timeline/aside.ts';
import { isReplicationRunEvent } from '../../../../src/viewmodel/replication/replication-run.ts';
import { isCheckpointEvent } from '../../../../src/viewmodel/timeline/checkpoints/checkpoint-run.ts';
import { isDiskJobEvent } from '../../../../src/viewmodel/timeline/disk-jobs/disk-job-run.ts';
import { asideSvg, exportAside } from '../../../../src/viewmodel/timeline/export/aside.ts';
import { isSnapshotEvent } from '../../../../src/viewmodel/timeline/snapshot/snapshot-run.ts';

/** A VM with a snapshot whose name markup would trip over, a job on its disk, and a replication that ends in a fail-over; a container, saved and restored. */
function trace(): readonly WorldEvent[] {
  const world = new DataCenter(1);
  const guest = { kind: 'sequential' as const, pagesPerSecond: 100, workingSetPages: 50 };
  world.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 26 });
  world.apply({ kind: 'host.add', host: 'beta', memoryBytes: 2 ** 26 });
  world.apply({ kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 10_000_000 });
  world.apply({ kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 2 ** 22, disk: { bytes: 2 ** 24, shared: true, writesPerSecond: 20, workingSetBytes: 2 ** 22 }, guest });
  world.apply({ kind: 'vm.start', vm: 'web' });
  world.apply({ kind: 'vm.snapshot', vm: 'web', name: 'a "quoted" <name>' });
  world.apply({ kind: 'world.advance', nanoseconds: 2e9 });
  world.apply({ kind: 'disk.copy', vm: 'web', bytesPerSecond: 10_000_000 });
  world.apply({ kind: 'world.advance', nanoseconds: 3e9 });
  world.apply({ kind: 'vm.replicate', vm: 'web', to: 'beta', everyMilliseconds: 50 });
  world.apply({ kind: 'world.advance', nanoseconds: 2e9 });
  world.apply({ kind: 'container.create', container: 'box', host: 'alpha' });
  world.apply({ kind: 'container.start', container: 'box' });
  world.apply({ kind: 'container.type', container: 'box', terminal: 't', text: 'stress --vm-bytes 4M --vm-keep --timeout 100 &\n' });
  world.apply({ kind: 'world.advance', nanoseconds: 1e9 });
  world.apply({ kind: 'container.checkpoint', container: 'box', preDumps: 1 });
  world.apply({ kind: 'world.advance', nanoseconds: 1e9 });
  world.apply({ kind: 'container.delete', container: 'box' });
  world.apply({ kind: 'container.restore', checkpoint: 'box-1', lazyPages: true });
  world.apply({ kind: 'world.advance', nanoseconds: 1e9 });
  world.apply({ kind: 'host.fail', host: 'alpha' });
  world.apply({ kind: 'world.advance', nanoseconds: 1e9 });
  return world.trace;
}

const events = trace();
const asides: readonly Aside[] = [
  { kind: 'snapshots', vm: 'web', events: events.filter((event) => isSnapshotEvent(event, 'web')) },
  { kind: 'disk-jobs', vm: 'web', events: events.filter((event) => isDiskJobEvent(event, 'web')) },
  { kind: 'replication', vm: 'web', events: events.filter((event) => isReplicationRunEvent(event, 'web')), comparison: null },
  { kind: 'checkpoints', container: 'box', events: events.filter((event) => isCheckpointEvent(event, 'box')) },
];

test.each(asides)('$kind as a picture: its title, its sentence, its shapes and its table', (aside) => {
  const { text, height } = asideSvg(aside);
  expect(text).toContain({ snapshots: 'Snapshots of web', 'disk-jobs': 'Jobs on the disk of web', replication: 'Replication of web', checkpoints: 'Checkpoints of box' }[aside.kind]);
  expect(text).not.toMatch(/NaN|undefined|<name>/);
  const ys = [...text.matchAll(/ y="([\d.]+)"/g)].map(([, y]) => Number(y));
  expect(Math.max(...ys)).toBeLessThan(height);
  expect(text.match(/class="cell"/g)?.length ?? 0).toBeGreaterThan(5);
});

test('as CSV: a line for each, with quotes kept apart from the separators', () => {
  const [snapshots, jobs, replication, checkpoints] = asides.map((aside) => exportAside(aside, 'csv').split('\r\n'));
  expect(snapshots?.[1]).toMatch(/^"a ""quoted"" <name>","copy-on-write","machine","taken",\d+,\d+,0,,,/);
  expect(jobs?.[0]).toContain('"took_ns","done_bytes"');
  expect(jobs?.[1]).toMatch(/^"copy",/);
  expect(replication?.length).toBeGreaterThan(10);
  expect(checkpoints?.slice(1)).toEqual([
    expect.stringMatching(/^"checkpoint","box-1","alpha","completed",1,"false",\d+,\d+,1024,\d+,\d+,,$/),
    expect.stringMatching(/^"restore","box-1","alpha","completed",0,"true",\d+,\d+,1024,0,,\d+,\d+$/), '',
  ]);
  expect(replication?.[1]).toMatch(/^\d+,\d+,\d+,\d+,\d+,\d+,\d+$/);
});

test('as JSON: what was made of the events, and the events', () => {
  const [snapshots, , replication, checkpoints] = asides.map((aside) => JSON.parse(exportAside(aside, 'json')) as Record<string, unknown>);
  expect(snapshots).toMatchObject({ format: 'virtlab.snapshots', version: 1, vm: 'web', runs: [{ status: 'taken' }] });
  expect(checkpoints).toMatchObject({ format: 'virtlab.checkpoints', container: 'box', runs: [{ what: 'checkpoint', preDumps: 1 }, { what: 'restore', lazyPages: true }] });
  expect(replication).toMatchObject({ format: 'virtlab.replication', run: { from: 'alpha', to: 'beta', failedOver: { kind: 'replication.failed-over' } } });
});
