import assert from 'node:assert/strict';
import { done, letTimePass, pass, refused, standStillInSample, vm } from './extension-host.ts';

suite('Snapshots by command', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('rolling back is as if nothing had happened', async () => {
    await pass(2);
    const before = await vm('counter');
    await done('vm.snapshot', { vm: 'counter', name: 'Before' });
    await pass(3);
    const later = await vm('counter');
    assert.equal(later.guestSteps, before.guestSteps + 300);
    const [snapshot] = later.snapshots;
    assert.ok(snapshot);
    await done('snapshot.rollback', { vm: 'counter', snapshot: snapshot.id, confirmed: true });
    const back = await vm('counter');
    assert.equal(back.currentSnapshot, snapshot.id);
    assert.ok(back.guestSteps >= before.guestSteps && back.guestSteps < before.guestSteps + 10, String(back.guestSteps));
    await pass(3);
    assert.ok((await vm('counter')).guestSteps >= before.guestSteps + 300);
  });

  test('a snapshot is renamed and deleted', async () => {
    await done('vm.snapshot', { vm: 'web' });
    const [snapshot] = (await vm('web')).snapshots;
    assert.ok(snapshot);
    assert.equal(snapshot.name, 'Snapshot 1');
    await done('snapshot.rename', { vm: 'web', snapshot: snapshot.id, name: 'Fresh' });
    assert.equal((await vm('web')).snapshots[0]?.name, 'Fresh');
    await done('snapshot.delete', { vm: 'web', snapshot: snapshot.id, confirmed: true });
    assert.deepEqual((await vm('web')).snapshots, []);
  });

  test('what cannot be done is refused with the reason', async () => {
    assert.equal(
      await refused('snapshot.rollback', { vm: 'web', snapshot: 'nothing', confirmed: true }),
      'web has no snapshot yet.',
    );
    assert.equal(await refused('snapshot.delete', { vm: 'nobody', snapshot: '1' }), 'There is no VM "nobody".');
    await done('vm.stop', { vm: 'web' });
    assert.match(await refused('vm.snapshot', { vm: 'web' }), /stopped/);
  });
});
