import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { OpenFiles } from '../../src/extension/files/open-files.ts';
import { applied, done, letTimePass, pass, standStillInSample } from './extension-host.ts';

/** What a start of the editor leaves to the next. */
function rememberedBetweenStarts(): vscode.Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: <Value>(key: string, otherwise?: Value) => (kept.get(key) ?? otherwise) as Value,
    update: (key, value) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
}

suite('Views of files', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('watch what is opened now as what was open before, until it is closed', async () => {
    const memento = rememberedBetweenStarts();
    const watched: string[] = [];
    const start = (): OpenFiles => new OpenFiles(memento, {
      memento: 'open',
      watch: ({ path }) => {
        watched.push(path);
        return new vscode.Disposable(() => watched.splice(watched.indexOf(path), 1));
      },
    });
    const [one, other] = ['/one', '/other'].map((path) => vscode.Uri.from({ scheme: 'virtlab-container', path })) as [vscode.Uri, vscode.Uri];
    const first = start();
    await first.add(one);
    await first.add(other);
    await first.add(one);
    assert.deepEqual(watched, ['/one', '/other']);
    first.dispose();
    assert.deepEqual(watched, []);
    const second = start();
    assert.deepEqual(watched, ['/one', '/other']);
    await second.remove(one);
    assert.deepEqual(watched, ['/other']);
    second.dispose();
    assert.deepEqual(start().roots.map(String), [other.toString()]);
  });

  test('hear of files that processes make, change and remove without a word', async () => {
    await done('container.create', { container: 'box', host: 'alpha' });
    await done('container.start', { container: 'box' });
    const root = vscode.Uri.from({ scheme: 'virtlab-container', path: '/box/tmp' });
    const file = vscode.Uri.joinPath(root, 'quiet');
    const heard: string[] = [];
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, '**'));
    const hears = async (what: string): Promise<void> => {
      for (let looks = 0; looks < 400 && !heard.includes(what); looks++) await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(heard.includes(what), `heard only ${heard.join(', ')}`);
      heard.length = 0;
    };
    watcher.onDidCreate(({ path }) => heard.push(`made ${path}`));
    watcher.onDidChange(({ path }) => heard.push(`changed ${path}`));
    watcher.onDidDelete(({ path }) => heard.push(`removed ${path}`));
    // Who hears of this is heard by the provider, too.
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(root, 'sign'), new Uint8Array());
    await hears('made /box/tmp/sign');
    assert.deepEqual((await vscode.workspace.fs.readDirectory(root)).map(([name]) => name), ['sign']);
    await applied({ kind: 'container.type', container: 'box', terminal: 'test', text: 'sh -c "sleep 5; echo 1 > /tmp/quiet; sleep 5; echo 22 >> /tmp/quiet; sleep 5; rm /tmp/quiet" &\n' });
    await pass(7);
    await hears('made /box/tmp/quiet');
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)), '1\n');
    assert.equal((await vscode.workspace.fs.stat(file)).size, 2);
    await pass(5);
    await hears('changed /box/tmp/quiet');
    assert.equal((await vscode.workspace.fs.stat(file)).size, 5);
    await pass(5);
    await hears('removed /box/tmp/quiet');
    watcher.dispose();
    await done('container.delete', { container: 'box' });
  });
});
