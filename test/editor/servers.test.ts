import assert from 'node:assert/strict';
import type { WorldEvent } from '../../src/simulator/index.ts';
import { done, letTimePass, pass, refused, standStillInSample, vm } from './extension-host.ts';

function crashes(trace: readonly WorldEvent[]) {
  return trace.filter((event) => event.kind === 'vm.guest-crashed');
}

suite('Servers that break', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('kv is broken, crashes, and goes on after a roll back with the checksum that it had', async () => {
    await pass(3);
    await done('vm.snapshot', { vm: 'kv', name: 'Whole' });
    const [whole] = (await vm('kv')).snapshots;
    assert.ok(whole);
    await pass(2);
    const later = (await vm('kv')).guestReport;
    assert.equal(later?.state, 'serving');

    await done('vm.break', { vm: 'kv', damage: 'wild-writes' });
    assert.deepEqual(crashes(await pass(10)).map((event) => event.vm), ['kv']);
    const { guestReport } = await vm('kv');
    assert.equal(guestReport?.state, 'crashed');
    assert.match(guestReport.reason ?? '', /overwritten|wrong checksum/);

    await done('snapshot.rollback', { vm: 'kv', snapshot: whole.id, confirmed: true });
    assert.deepEqual(crashes(await pass(2)), []);
    const again = (await vm('kv')).guestReport;
    assert.equal(again?.state, 'serving');
    assert.equal(typeof again.checksum, 'string');
  });

  test('site loses its files, and does not come up again without them', async () => {
    await pass(1);
    await done('vm.break', { vm: 'site', damage: 'delete-files', confirmed: true });
    await pass(5);
    await done('vm.stop', { vm: 'site' });
    await done('vm.start', { vm: 'site' });
    assert.deepEqual(
      crashes(await pass(1)).map((event) => [event.vm, event.reason]),
      [['site', 'its files are gone from the disk']],
    );
  });

  test('what holds no data is not broken', async () => {
    assert.match(await refused('vm.break', { vm: 'counter', damage: 'wild-writes', confirmed: true }), /holds nothing that could break/);
    assert.match(await refused('vm.break', { vm: 'site', damage: 'corrupt-log', confirmed: true }), /has no log/);
  });
});
