import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { done, letTimePass, pass, refused, standStillInSample, vm } from './extension-host.ts';

const at = (moment: string, path: string): vscode.Uri => vscode.Uri.from({ scheme: 'virtlab-disk', authority: moment, path: `/kv${path}` });
const { fs } = vscode.workspace;
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** Why the editor could not do it. */
async function failure(attempt: Thenable<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('It was done.');
}

suite('Disks', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('the files of a running VM can be read, and not written', async () => {
    await pass(2);
    assert.deepEqual((await fs.readDirectory(at('now', '/kv'))).map(([name]) => name), ['checkpoint-0', 'checkpoint-1', 'log']);
    const log = new TextDecoder().decode(await fs.readFile(at('now', '/kv/log')));
    assert.match(log, /^\d{10} (put|delete) /);
    const stat = await fs.stat(at('now', '/kv/log'));
    assert.equal(stat.permissions, vscode.FilePermission.Readonly);
    assert.match(await failure(fs.writeFile(at('now', '/motd'), text('hello'))), /its own kernel has the file system in use: stop the VM/);
    assert.match(await failure(fs.readFile(at('now', '/nothing'))), /nothing/);
    assert.match(await failure(fs.readFile(vscode.Uri.parse('virtlab-disk://now/nobody/motd'))), /There is no VM "nobody"/);
  });

  test('those of one that is powered off can be written, and a snapshot keeps what they were', async () => {
    await done('vm.stop', { vm: 'kv' });
    await fs.writeFile(at('now', '/motd'), text('first'));
    await done('vm.snapshot', { vm: 'kv', contents: 'disk', name: 'First' });
    const [first] = (await vm('kv')).snapshots;
    assert.ok(first);
    await fs.writeFile(at('now', '/motd'), text('second'));
    await fs.createDirectory(at('now', '/etc'));
    await fs.rename(at('now', '/motd'), at('now', '/etc/motd'));
    const read = async (moment: string, path: string): Promise<string> => new TextDecoder().decode(await fs.readFile(at(moment, path)));
    assert.deepEqual([await read(first.id, '/motd'), await read('now', '/etc/motd')], ['first', 'second']);
    assert.match(await failure(fs.delete(at(first.id, '/motd'))), /A snapshot is never written/);
    await done('disk.compareFiles', { vm: 'kv', snapshot: first.id, with: 'now' });
    await fs.delete(at('now', '/etc'), { recursive: true });
    assert.deepEqual((await fs.readDirectory(at('now', '/'))).map(([name]) => name), ['kv']);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a document on a disk is edited and saved as any other', async () => {
    await done('vm.stop', { vm: 'kv' });
    await done('disk.newFile', { vm: 'kv', path: '/', name: 'note.txt' });
    const document = await vscode.workspace.openTextDocument(at('now', '/note.txt'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'remember');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await document.save());
    assert.equal(new TextDecoder().decode(await fs.readFile(document.uri)), 'remember');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a job on a chain runs beside the VM, shows in the inventory, and can be cancelled', async () => {
    await done('disk.overlay', { vm: 'kv' });
    await pass(1);
    await done('disk.copy', { vm: 'kv', confirmed: true, bytesPerSecond: 100_000 });
    await pass(1);
    assert.equal((await vm('kv')).chain?.job?.operation, 'copy');
    assert.match(await refused('vm.snapshot', { vm: 'kv' }), /A copy of the disk of VM "kv" is under way/);
    await done('disk.cancelJob', { vm: 'kv' });
    await done('disk.commit', { vm: 'kv', base: 'base', confirmed: true });
    const events = await pass(2);
    assert.ok(events.some((event) => event.kind === 'disk.job-completed' && event.image === 'base'));
    assert.equal((await vm('kv')).chain?.depth, 1);
    await done('disk.check', { vm: 'kv' });
    await done('disk.open', { vm: 'kv' });
  });
});
