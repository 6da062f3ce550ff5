import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ConnectionInventory } from '../../src/simulator/index.ts';
import { done, letTimePass, pass, refused, standStillInSample, vm } from './extension-host.ts';

const SHOP = { vm: 'web', peer: 'shop', requestEveryMilliseconds: 500, giveUpAfterSeconds: 20 };
const QUIET = { vm: 'web', peer: 'quiet', giveUpAfterSeconds: 20, keepAliveSeconds: 10 };

async function connection(peer: string, under = 'web'): Promise<ConnectionInventory> {
  const found = (await vm(under)).network?.connections.find((one) => one.peer === peer);
  assert.ok(found, `${under} has no connection with ${peer}`);
  return found;
}

suite('Connections by command', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('a roll back leaves one in step, and resets the one whose peer is ahead', async () => {
    await done('vm.connect', SHOP);
    await done('vm.connect', QUIET);
    await pass(1);
    await done('vm.snapshot', { vm: 'web' });
    await pass(2);
    const { answers } = await connection('shop');
    assert.ok(answers > 3, String(answers));
    await done('snapshot.rollback', { vm: 'web', snapshot: 'snapshot-1', confirmed: true });
    await pass(1);
    assert.equal((await connection('shop')).outcome, 'reset');
    assert.equal((await connection('quiet')).outcome, 'in-step');
  });

  test('a peer that waits for a paused VM gives up, and a page says why', async () => {
    await done('vm.connect', SHOP);
    await pass(1);
    await done('vm.pause', { vm: 'web' });
    await pass(25);
    assert.equal((await connection('shop')).outcome, 'timed-out');
    const page = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'virtlab-connection', path: '/web/shop.md' }));
    assert.match(page.getText(), /^# shop and web: timed out/);
    assert.match(page.getText(), /shop sent the same bytes 5 times, each time after twice the wait, and for 20 s nobody answered/);
    await done('network.log');
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /s {2}shop gives up on web: the same bytes 5 times, and no answer for 20 s\./);
  });

  test('a second VM from a snapshot has the address of the first, and breaks its connection', async () => {
    await done('vm.connect', SHOP);
    await pass(1);
    await done('vm.snapshot', { vm: 'web' });
    await pass(1);
    await done('snapshot.clone', { vm: 'web', snapshot: 'snapshot-1', as: 'web-2', host: 'beta' });
    await pass(2);
    assert.deepEqual((await vm('web')).network?.twins, ['web-2']);
    const { end } = await connection('shop');
    assert.equal(end?.kind === 'reset' && end.from, 'web-2');
  });

  test('output commit holds answers back, and makes a return to the checkpoint harmless', async () => {
    await done('vm.connect', SHOP);
    await pass(1);
    await done('vm.outputCommit', { vm: 'web', everyMilliseconds: 200 });
    await pass(2.1);
    await done('vm.returnToCheckpoint', { vm: 'web' });
    await pass(3);
    assert.equal((await connection('shop')).outcome, 'in-step');
    await done('vm.generationId', { vm: 'web', present: true });
    assert.equal((await vm('web')).network?.hasGenerationDevice, true);
  });

  test('what cannot be done is refused with the reason', async () => {
    assert.equal(await refused('vm.returnToCheckpoint', { vm: 'web' }), 'VM "web" takes no checkpoints: give it output commit first.');
    await done('vm.pause', { vm: 'web' });
    assert.match(await refused('vm.connect', SHOP), /stands still/);
  });
});
