import type { Nanoseconds } from '../../kernel/time.ts';
import type { Pipe } from './pipe.ts';
import type { Namespace } from '../namespaces/namespace.ts';
import type { MagicLink, SyntheticDirectory, SyntheticFile } from './synthetic.ts';
import type { Superblock } from './superblock.ts';

/** What an inode holds. Bytes are never changed in place, so that images, layers and containers can share them. */
export type InodeContent =
  | { readonly kind: 'regular'; bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly shows?: SyntheticDirectory }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'character' | 'block'; readonly major: number; readonly minor: number }
  | { readonly kind: 'fifo'; pipe: Pipe | null }
  | { readonly kind: 'socket' }
  /** Made up when it is read, as in proc. */
  | { readonly kind: 'synthetic'; readonly file: SyntheticFile }
  /** A link of proc that leads to an object and not to a path. */
  | { readonly kind: 'magic-link'; readonly link: MagicLink }
  /** A handle on a namespace, for setns(2). */
  | { readonly kind: 'namespace'; readonly namespace: Namespace };

/** A file without its name: inode(7). Owners are ids of the initial user namespace. */
export interface Inode {
  readonly number: number;
  readonly superblock: Superblock;
  readonly content: InodeContent;
  /** Permission bits, with set-user-ID 04000, set-group-ID 02000 and sticky 01000. */
  mode: number;
  uid: number;
  gid: number;
  links: number;
  modifiedAt: Nanoseconds;
  readonly attributes: Map<string, string>;
}

/** Whether other names can stand below it. */
export function isDirectory(inode: Inode): boolean {
  return inode.content.kind === 'directory';
}

/** The mark of overlayfs for a name that was removed: a character device 0/0. */
export function isWhiteout(inode: Inode): boolean {
  return inode.content.kind === 'character' && inode.content.major === 0 && inode.content.minor === 0;
}
