import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, extension } from './extension-host.ts';

interface Contributions {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
  };
}

suite('Activation', () => {
  test('hands out its API', async () => {
    const api = await activated();
    assert.equal(api.version, 1);
    assert.equal(typeof api.apply, 'function');
    assert.ok(Array.isArray(api.inventory().hosts));
    assert.equal(extension().isActive, true);
  });

  test('every command it promises is there', async () => {
    await activated();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension().packageJSON as Contributions;
    const promised = [...contributes.commands, ...contributes.keybindings].map(({ command }) => command);
    assert.deepEqual(promised.filter((command) => !registered.has(command)), []);
  });

  test('its views can be shown', async () => {
    const { contributes } = extension().packageJSON as Contributions;
    for (const { id } of Object.values(contributes.views).flat()) {
      await vscode.commands.executeCommand(`${id}.focus`);
    }
  });
});
