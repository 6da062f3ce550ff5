import type { Entry } from '../files/entry.ts';
import { attach, newInode, newSuperblock } from '../files/tmpfs.ts';
import type { Kernel } from '../kernel.ts';
import { encodeUtf8 } from '../../kernel/utf8.ts';
import type { Layer } from './image.ts';

/** A layer as a tree of files, owned by `owner`; unpacked once and shared by all overlays over it. */
export function unpackLayer(kernel: Kernel, layer: Layer, owner: number): Entry {
  const ids = { uid: owner, gid: owner };
  const { root } = newSuperblock(kernel, { type: 'ext4' }, kernel.userNamespace, { mode: 0o755, ...ids });
  for (const { path, mode, text } of layer.files) {
    const names = path.split('/').filter((name) => name !== '');
    const name = names.pop() ?? '';
    const parent = names.reduce((entry, part) => entry.children.get(part) ?? attach(kernel, entry, part, newInode(kernel, root.superblock, { kind: 'directory' }, { mode: 0o755, ...ids })), root);
    const content = path.endsWith('/') ? { kind: 'directory' as const } : { kind: 'regular' as const, bytes: encodeUtf8(text) };
    attach(kernel, parent, name, newInode(kernel, root.superblock, content, { mode, ...ids }));
  }
  return root;
}
