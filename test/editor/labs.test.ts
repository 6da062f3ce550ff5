import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { VirtlabApi } from '../../src/extension/api.ts';
import type { LabPack } from '../../src/labs/lab-pack.ts';
import { stepProgress, type StepState } from '../../src/labs/progress.ts';
import type { Verdict } from '../../src/labs/verdict.ts';
import type { Inventory, Outcome } from '../../src/simulator/index.ts';
import { activated, extension } from './extension-host.ts';

const PACK = 'virtlab-basics';
const LAB = 'move-a-running-machine';

suite('Labs', () => {
  let api: VirtlabApi;

  suiteSetup(async () => {
    api = await activated();
    await vscode.commands.executeCommand('virtlab.labs.focus');
  });

  suiteTeardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const reset = (step: string) => run<boolean>('virtlab.step.reset', { lab: LAB, step, confirmed: true });
  const check = (step: string) => run<Verdict>('virtlab.step.check', { lab: LAB, step });
  const progress = (step: string) => stepProgress(api.labs.progress(), { pack: PACK, lab: LAB, step });
  const state = (step: string): StepState => progress(step).state;

  test('the shipped lab is there, with its steps in order', async () => {
    const packs: readonly LabPack[] = await api.labs.packs();
    const lab = packs.find(({ id }) => id === PACK)?.labs.find(({ id }) => id === LAB);
    assert.deepEqual(
      lab?.steps.map(({ id, kind }) => `${id}: ${kind}`),
      ['why-move: read', 'by-hand: do', 'how-many-rounds: predict', 'stop-and-copy: code', 'pre-copy: code'],
    );
  });

  test('opening the lab loads its data center and shows the guide', async () => {
    const address = await api.labs.openLab(PACK, LAB);
    assert.equal(address.lab, LAB);
    assert.deepEqual(api.inventory().hosts.map(({ name }) => name), ['alpha', 'beta']);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    assert.ok(tabs.some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('virtlab.guide')));
  });

  test('a lab or step that is not there is named', async () => {
    await assert.rejects(api.labs.checkStep(PACK, LAB, 'nowhere'), /There is no step "nowhere" in a lab "move-a-running-machine"\./);
    await assert.rejects(api.labs.openLab(undefined, 'nowhere'), /There is no lab "nowhere"\./);
  });

  test('a step to do is not done before, and done by itself after a migration by command', async () => {
    await reset('by-hand');
    const before = await check('by-hand');
    assert.equal(before.passed, false);
    assert.deepEqual(before.checks.map(({ id, state }) => `${id}: ${state}`), [
      'started: failed',
      'completed: skipped',
      'on-beta: failed',
    ]);
    await run('virtlab.step.open', { lab: LAB, step: 'by-hand' });
    const outcome = await run<Outcome>('virtlab.vm.migrate', { vm: 'web', to: 'beta', quiet: true });
    assert.equal(outcome.ok, true);
    await until(() => migrationOfWeb(api.inventory()) !== 'active', 'the migration to end');
    assert.equal(migrationOfWeb(api.inventory()), 'completed');
    await until(() => state('by-hand') === 'done', 'the step to be done by itself');
    assert.equal((await check('by-hand')).passed, true);
  });

  test('a prediction is recorded once, and then the step is done', async () => {
    await reset('how-many-rounds');
    assert.equal(progress('how-many-rounds').answer, null);
    const predict = (answer: number) => run<boolean>('virtlab.step.answer', { lab: LAB, step: 'how-many-rounds', answer });
    assert.equal(await predict(7), true);
    assert.equal(await predict(4), true);
    assert.equal(progress('how-many-rounds').answer, 7);
    assert.equal(state('how-many-rounds'), 'done');
  });

  test('hints open one by one', async () => {
    await reset('by-hand');
    const step = (await api.labs.packs())[0]?.labs[0]?.steps.find(({ id }) => id === 'by-hand');
    for (const hint of step?.hints ?? []) {
      assert.equal(await run('virtlab.step.hint', { lab: LAB, step: 'by-hand' }), hint.text);
    }
    assert.equal(progress('by-hand').hintsShown, 3);
    assert.equal(await run('virtlab.step.hint', { lab: LAB, step: 'by-hand' }), null);
  });

  suite('with code', () => {
    const STEP = 'stop-and-copy';
    let file: vscode.Uri;
    let solution: string;

    suiteSetup(async () => {
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
      assert.ok(folder, 'the suite needs a folder');
      file = vscode.Uri.joinPath(folder, 'virtlab-labs', LAB, STEP, `${STEP}.ts`);
      solution = await shipped('solution/stop-and-copy.ts');
      await run('virtlab.step.open', { lab: LAB, step: STEP });
      await reset(STEP);
    });

    test('opening the step makes its file and what completes it', async () => {
      assert.equal(await text(file), await shipped('starter/stop-and-copy.ts'));
      const types = await text(vscode.Uri.joinPath(file, '../../../.virtlab/virtlab.d.ts'));
      assert.match(types, /MigrationPorts/);
      assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file.fsPath);
    });

    test('opening the step again leaves what the student wrote', async () => {
      await write(file, '// mine\n');
      await run('virtlab.step.open', { lab: LAB, step: STEP });
      assert.equal(await text(file), '// mine\n');
    });

    test('a wrong answer fails, with the place and the reason', async () => {
      await write(file, await shipped('wrong/forgets-the-last-page.ts'));
      const verdict = await check(STEP);
      assert.equal(verdict.passed, false);
      const failed = verdict.checks.find(({ id }) => id === 'every-page');
      assert.ok(failed);
      assert.equal(failed.state, 'failed');
      assert.match(failed.message, /^pages that differ between the source and the destination/);
      assert.deepEqual([failed.expected, failed.actual], ['0', '1']);
      assert.equal(failed.place?.file, `${STEP}.ts`);
      assert.deepEqual(failed.stack.map(({ place }) => place.origin).slice(0, 2), ['student', 'pack']);
      assert.match(failed.stack[1]?.place.file ?? '', /stop-and-copy\/checks\.spec\.ts$/);
      assert.equal(state(STEP), 'failed');
    });

    test('a mistake on the ports is shown in the student\'s file', async () => {
      await write(file, solution.replace('yield* source.pause();', ''));
      const places = (await check(STEP)).checks.map(({ place }) => place);
      assert.ok(places.some((place) => place?.origin === 'student' && place.file === `${STEP}.ts`), JSON.stringify(places));
    });

    test('an endless loop is stopped, and says so', async () => {
      await write(file, solution.replace('yield* source.pause();', 'for (;;) {}'));
      const verdict = await check(STEP);
      assert.equal(verdict.passed, false);
      assert.equal(verdict.ending.kind === 'stopped' && verdict.ending.reason, 'deadline');
      assert.match(verdict.ending.kind === 'stopped' ? verdict.ending.message : '', /loop that never ends/);
      // The extension host has not been held up: it answers.
      assert.equal(api.version, 1);
    });

    test('what is typed and not saved yet is what is checked', async () => {
      const document = await type(file, solution);
      assert.equal(document.isDirty, true);
      const verdict = await check(STEP);
      assert.deepEqual(verdict.checks.filter((each) => each.state !== 'passed').map(({ message }) => message), []);
      assert.equal(state(STEP), 'done');
      await document.save();
    });

    test('reset keeps a backup and brings the starter back', async () => {
      await write(file, '// my work\n');
      assert.equal(await reset(STEP), true);
      assert.equal(await text(file), await shipped('starter/stop-and-copy.ts'));
      assert.equal(state(STEP), 'untouched');
      const backups = vscode.Uri.joinPath(file, '../../../.backups');
      const stamps = (await vscode.workspace.fs.readDirectory(backups)).map(([name]) => name).sort();
      const kept = vscode.Uri.joinPath(backups, stamps.at(-1) ?? '', LAB, STEP, `${STEP}.ts`);
      assert.equal(await text(kept), '// my work\n');
    });

    test('saving checks the step where the setting says so', async () => {
      const settings = vscode.workspace.getConfiguration('virtlab.labs');
      await settings.update('checkOnSave', true, vscode.ConfigurationTarget.Global);
      await run('virtlab.step.open', { lab: LAB, step: STEP });
      await write(file, solution);
      await until(() => state(STEP) === 'done', 'the check after the save');
      await settings.update('checkOnSave', undefined, vscode.ConfigurationTarget.Global);
      await reset(STEP);
    });

    test('the solution is shown beside the file, which stays as it is', async () => {
      assert.equal(await run('virtlab.step.solution', { lab: LAB, step: STEP, confirmed: true }), true);
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      assert.ok(activeTab?.input instanceof vscode.TabInputTextDiff);
      assert.equal(activeTab.input.modified.fsPath, file.fsPath);
      assert.equal((await vscode.workspace.openTextDocument(activeTab.input.original)).getText(), solution);
      assert.equal(await text(file), await shipped('starter/stop-and-copy.ts'));
      assert.equal(progress(STEP).solutionShown, true);
    });

    test('the Test Explorer runs the same checks', async () => {
      const controllers = await run<readonly string[]>('vscode.testing.getControllersWithTests');
      assert.ok(controllers.includes('virtlab.labs'));
      await write(file, solution);
      await run('virtlab.step.open', { lab: LAB, step: STEP });
      assert.equal(state(STEP), 'untouched');
      const RUN = 2;
      const item = ['virtlab.labs', PACK, `${PACK}/${LAB}`, `${PACK}/${LAB}/${STEP}`].join('\0');
      await run('vscode.runTestsById', RUN, item);
      await until(() => state(STEP) === 'done', 'the run to be over');
    });
  });
});

function run<Result>(command: string, ...given: readonly unknown[]): Promise<Result> {
  return Promise.resolve(vscode.commands.executeCommand<Result>(command, ...given));
}

function migrationOfWeb({ hosts }: Inventory): string | undefined {
  return hosts.flatMap(({ vms }) => vms).find(({ name }) => name === 'web')?.migration?.status;
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 2_400; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`waited in vain for ${what}`);
}

async function text(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

/** Types a text into the editor of a file, in place of what is there. */
async function type(file: vscode.Uri, content: string): Promise<vscode.TextDocument> {
  const editor = await vscode.window.showTextDocument(file);
  const everything = new vscode.Range(0, 0, editor.document.lineCount, 0);
  assert.ok(await editor.edit((edit) => edit.replace(everything, content)));
  return editor.document;
}

async function write(file: vscode.Uri, content: string): Promise<void> {
  const document = await type(file, content);
  assert.ok(await document.save());
}

function shipped(path: string): Promise<string> {
  return text(vscode.Uri.joinPath(extension().extensionUri, 'labs', PACK, LAB, 'stop-and-copy', path));
}
