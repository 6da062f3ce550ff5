import * as vscode from 'vscode';
import type { PackLibrary } from './pack-library.ts';
import type { LoadedPack } from './step-subject.ts';

const SCHEME = 'virtlab-pack';

/** Where a file of a pack is shown: for reading only, and out of the way of the language servers. */
export function packDocument({ pack }: LoadedPack, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${pack.id}/${path}` });
}

/** Lets the editor open checks and solutions. */
export function registerPackDocuments(library: PackLibrary): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    async provideTextDocumentContent({ path }) {
      await library.ready();
      const [, id = '', ...parts] = path.split('/');
      const loaded = library.packs.find(({ pack }) => pack.id === id);
      return loaded ? library.text(loaded, parts.join('/')) : null;
    },
  });
}
