import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
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

  test('one in the background goes on while the VM runs, and can be cancelled', async () => {
    await done('vm.snapshot', { vm: 'web', name: 'Filed', method: 'background' });
    await pass(0.5);
    const saving = await vm('web');
    assert.equal(saving.state, 'running');
    assert.ok((saving.snapshotWork?.progress?.savedPages ?? 0) > 10_000);
    const cancelled = await done('vm.cancelSnapshot', { vm: 'web' });
    assert.ok(cancelled.some(({ kind }) => kind === 'snapshot.cancelled'));
    await done('vm.snapshotInBackground', { vm: 'web', name: 'Filed' });
    await pass(10);
    const [filed] = (await vm('web')).snapshots;
    assert.equal(filed?.method, 'background');
    assert.ok((filed?.fileBytes ?? 0) > 700_000_000);
  });

  test('one that meets full storage fails, and the VM runs on', async () => {
    await done('storage.edit', { free: 100_000_000 });
    await done('vm.snapshot', { vm: 'web', method: 'background' });
    const events = await pass(5);
    assert.ok(events.some((event) => event.kind === 'snapshot.failed' && event.reason.includes('No space left')));
    assert.equal((await vm('web')).state, 'running');
    await done('storage.edit', { free: '1 TiB' });
  });

  test('a snapshot is described, exported, and imported as a VM of its own', async () => {
    await done('vm.snapshot', { vm: 'counter', name: 'Kept' });
    const kept = (await vm('counter')).snapshots[0]?.id;
    await done('snapshot.describe', { vm: 'counter', snapshot: kept, description: 'as it was' });
    assert.equal((await vm('counter')).snapshots[0]?.description, 'as it was');
    const file = join(await mkdtemp(join(tmpdir(), 'virtlab-')), 'kept.virtsnap');
    await done('snapshot.export', { vm: 'counter', snapshot: kept, file });
    await done('snapshot.import', { file, vm: 'twin', host: 'beta' });
    await done('snapshot.rollback', { vm: 'twin', snapshot: 'snapshot-1', confirmed: true });
    assert.equal((await vm('twin')).state, 'running');
    await writeFile(file, 'not a snapshot');
    assert.equal(await refused('snapshot.import', { file, vm: 'twin' }), 'The file is not an exported snapshot.');
  });

  test('a snapshot is compared with the VM as it is now, in the diff editor', async () => {
    await done('vm.snapshot', { vm: 'counter', name: 'Before' });
    await pass(1);
    const snapshot = (await vm('counter')).snapshots[0]?.id;
    await done('snapshot.compare', { vm: 'counter', snapshot, with: 'now' });
    const texts = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'virtlab-snapshot').map((document) => document.getText());
    assert.equal(texts.length, 2);
    for (const text of texts) assert.match(text, /Memory: \d+ of 16 384 pages differ/);
    assert.notEqual(texts[0], texts[1]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
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
