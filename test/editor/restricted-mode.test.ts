import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Verdict } from '../../src/labs/verdict.ts';
import { activated, done, letTimePass, pass, standStillInSample, vm } from './extension-host.ts';

const LAB = 'move-a-running-machine';

/** Runs in an editor of its own, with Workspace Trust on and a folder that nobody has trusted. */
suite('In a folder that is not trusted', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('the editor is in Restricted Mode, and the extension runs', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.equal((await activated()).version, 1);
  });

  test('the data center and the timeline work', async () => {
    await done('vm.migrate', { vm: 'web', to: 'beta' });
    await pass(30);
    assert.equal((await vm('web')).migration?.status, 'completed');
    assert.equal(await vscode.commands.executeCommand('virtlab.timeline.show', { vm: 'web' }), 'migration-1');
  });

  test('labs can be read, and nobody\'s code runs: a check says why', async () => {
    const { labs } = await activated();
    await labs.openLab('virtlab-basics', LAB);
    for (const step of ['stop-and-copy', 'pre-copy']) {
      const { passed, ending, checks } = (await vscode.commands.executeCommand<Verdict>('virtlab.step.check', { lab: LAB, step }));
      assert.equal(passed, false);
      assert.ok(ending.kind === 'stopped' && ending.reason === 'not-started', JSON.stringify(ending));
      assert.match(ending.message, /trust/i);
      assert.ok(checks.every(({ state, output }) => state !== 'passed' && output === ''));
    }
  });
});
