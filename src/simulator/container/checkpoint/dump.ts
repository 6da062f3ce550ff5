import { type AddressSpace, readPage } from '../process/address-space.ts';
import type { Container, ContainerHost } from '../oci/container-host.ts';
import { type CheckpointFacts, type CheckpointImage, newCheckpointImage } from './checkpoint-image.ts';
import { publishedTo } from '../oci/publish.ts';
import { Cut } from './cut.ts';
import { folderOf } from './external.ts';
import { writeImageFiles } from './image-files.ts';
import type { ImageRoot } from './image-root.ts';

/** Everything of a container but its pages, which may be kept elsewhere: the address spaces are told in their order. */
export interface DumpedState {
  readonly facts: CheckpointFacts;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly spaces: readonly AddressSpace[];
}

/** Writes the state of a container that stands still. What it holds on to of its host is refused. */
export function dumpState(host: ContainerHost, container: Container): DumpedState {
  const { init, walls, image, address, hasStarted, sessions } = container;
  const tasks = [...init.pidNamespace.tasks.values()];
  const root: ImageRoot = { tasks, init, hasStarted, sessions, group: init.cgroup, folder: folderOf(host).children.get(container.name) ?? null };
  const cut = new Cut(host, container);
  const files = writeImageFiles(root, 'inventory.img', (object) => (object === tasks ? { as: 'written', file: 'pstree.img', view: tasks } : object === sessions ? { as: 'written', file: 'tty-info.img', view: sessions } : cut.treat(object)));
  const published = publishedTo(host.kernel.init.namespaces.net.stack, address);
  return { facts: { image, walls, address, ...(published.length > 0 && { published }), processes: tasks.length }, files, spaces: cut.spaces };
}

/** The whole container, that stands still, as an image. */
export function dumpContainer(host: ContainerHost, container: Container): CheckpointImage {
  const { facts, files, spaces } = dumpState(host, container);
  return newCheckpointImage(facts, files, spaces.map(contentsOf));
}

/** The contents of all pages. */
export function contentsOf(space: AddressSpace): Uint32Array {
  return Uint32Array.from({ length: space.pageCount }, (_, page) => readPage(space, page));
}
