import { GraphBlocks } from '../../container/graph/blocks.ts';
import { readFirstForm } from '../../container/graph/first-form.ts';
import type { SavedParts } from '../saved-parts.ts';
import type { KernelRoot } from './container-kernel.ts';
import type { SavedContainers } from './save-containers.ts';

/** A host's kernel as it was saved before graphs had blocks: its whole graph as one state. */
interface WholeKernel extends Partial<SavedContainers> {
  readonly graph: number;
}

/** The graph of a kernel that was saved whole; null for one in blocks. Throws where it is damaged. */
export function upgradeKernel(saved: SavedContainers | WholeKernel, parts: SavedParts): GraphBlocks<KernelRoot> | null {
  if (!('graph' in saved)) return null;
  const root = readFirstForm(parts.state(saved.graph)) as KernelRoot;
  const alive = [...root.host.kernel.pidNamespace.tasks.values()].filter(({ state }) => state === 'running' || state === 'stopped');
  for (const { files } of alive) files.sharedBy = 0;
  for (const { files } of alive) files.sharedBy++;
  return new GraphBlocks(root);
}
