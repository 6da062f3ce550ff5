import { VirtualFile } from '../machine/drivers/virtual-file.ts';
import { SnapshotFile } from '../machine/ports/snapshot-file.ts';
import { Clock } from '../machine/ports/clock.ts';
import type { Process } from '../machine/ports/effect.ts';
import { SnapshotMachine } from '../machine/ports/snapshot-machine.ts';
import { PAGE_BYTES } from '../memory/page.ts';
import { NORMAL_PAGE_WIRE_BYTES, ZERO_PAGE_WIRE_BYTES } from '../migration/wire.ts';
import type { MigrationFigures } from '../migration/events.ts';
import { BackgroundProgress } from '../snapshot/background-progress.ts';
import { type FiledSnapshot, saveInBackground } from '../snapshot/background-snapshot.ts';
import type { SnapshotContents, SnapshotMethod, TakenSnapshot } from '../snapshot/saved-state.ts';
import { takeSnapshot } from '../snapshot/take-snapshot.ts';
import type { CommandOf } from './commands.ts';
import { stopWatchingCopies, watchCopies } from './copy-watch.ts';
import { checksumIn } from './guest-watch.ts';
import { require } from './refusal.ts';
import { checkSnapshotDescription, checkSnapshotName, perform } from './snapshot-work.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/** Everything that is known of a snapshot before it is taken. */
interface Request {
  readonly snapshot: string;
  readonly name: string;
  readonly description: string;
  readonly method: SnapshotMethod;
  readonly contents: SnapshotContents;
  readonly quiesce: boolean;
  readonly wasRunning: boolean;
}

/** Takes a snapshot by the method that was asked for. */
export function take(world: World, vm: VirtualMachine, command: CommandOf<'vm.snapshot'>): void {
  const { method = 'copy-on-write', contents = 'machine', quiesce = false } = command;
  const name = checkSnapshotName(command.name ?? `Snapshot ${vm.snapshots.taken + 1}`);
  const description = checkSnapshotDescription(command.description ?? '');
  requirePossible(world, vm, { method, contents, quiesce });
  const wasRunning = vm.state === 'running' && contents === 'machine';
  const request = { snapshot: vm.snapshots.begin(), name, description, method, contents, quiesce, wasRunning };
  const diskBytes = vm.settings.disk?.bytes ?? 0;
  world.emit({ kind: 'snapshot.started', vm: vm.name, snapshot: request.snapshot, name, method, contents, quiesce, memoryBytes: vm.memoryBytes, diskBytes });
  if (method === 'background') takeInBackground(world, vm, request);
  else takeAtOnce(world, vm, request, method);
}

function requirePossible(world: World, vm: VirtualMachine, { method, contents, quiesce }: Pick<Request, 'method' | 'contents' | 'quiesce'>): void {
  const { name } = vm;
  if (contents === 'disk') {
    require(vm.machine.disk !== null, () => `VM "${name}" has no disk of its own, so there is no disk to take a snapshot of: take one of the whole machine.`);
    require(method === 'copy-on-write', () => 'A snapshot of the disk alone is always taken by copy on write: leave the method out.');
  } else {
    require(vm.state !== 'stopped', () => `VM "${name}" is stopped: it has no CPU state and no memory to save; start it first.`);
  }
  require(
    !quiesce || vm.state === 'running',
    () => `VM "${name}" is ${vm.state}: only a running guest can write what it has in memory to its disk; leave out "quiesce".`,
  );
  require(
    method !== 'background' || world.storage.settings.works,
    () => 'The shared storage, where the file would go, does not work: repair it first.',
  );
}

function takeAtOnce(world: World, vm: VirtualMachine, request: Request, method: Exclude<SnapshotMethod, 'background'>): void {
  const { contents, quiesce } = request;
  const mechanism = takeSnapshot(new SnapshotMachine(vm.machine.pageCount), new Clock(), { method, contents, quiesce });
  begin(world, vm, request, mechanism, {});
}

function takeInBackground(world: World, vm: VirtualMachine, request: Request): void {
  const { name } = vm;
  const { snapshot, quiesce } = request;
  const progress = new BackgroundProgress(vm.machine.pageCount, world.queue.now);
  const sizes = { normal: NORMAL_PAGE_WIRE_BYTES, zero: ZERO_PAGE_WIRE_BYTES };
  const file = new VirtualFile(world.queue, vm.machine, world.storage, sizes, {
    onFault: () => undefined,
    onArrival: (_page, blocked) => {
      progress.faulted(blocked);
    },
  });
  const mechanism = saveInBackground({
    machine: new SnapshotMachine(vm.machine.pageCount),
    file: new SnapshotFile(),
    clock: new Clock(),
    progress,
    quiesce,
    report: (report) => {
      world.emit({ vm: name, snapshot, ...report });
    },
  });
  begin(world, vm, request, mechanism, {
    file,
    progress: () => progress.counters(),
    figures: () => ({ figures: progress.figures(world.queue.now) }),
  });
}

interface Extras {
  readonly file?: VirtualFile;
  readonly progress?: () => ReturnType<BackgroundProgress['counters']>;
  readonly figures?: () => { readonly figures: MigrationFigures };
}

function begin(world: World, vm: VirtualMachine, request: Request, mechanism: Process<TakenSnapshot | FiledSnapshot>, extras: Extras): void {
  const { snapshot, name, description, method, contents, quiesce, wasRunning } = request;
  const { figures } = extras;
  perform(world, vm, {
    description: `A snapshot of VM "${vm.name}" is being taken`,
    mechanism,
    snapshot,
    ...extras,
    succeed: (taken) => {
      const own = checksumIn(vm, taken.state);
      const node = vm.snapshots.add({ ...taken, ...own, name, description, method, contents, quiesced: quiesce, wasRunning }, snapshot);
      stopWatchingCopies(vm);
      if (method === 'copy-on-write') watchCopies(world, vm, { snapshot, began: world.queue.now });
      return {
        kind: 'snapshot.taken', vm: vm.name, snapshot, name, parent: node.parent, method, contents,
        pause: node.pause, copiedBytes: bytesCopied(vm, node.method, node.fileBytes), ...figures?.(),
      };
    },
  });
}

/** Bytes that taking it moved: none by copy on write, all by a full copy, and the file's by a background snapshot. */
function bytesCopied(vm: VirtualMachine, method: SnapshotMethod, fileBytes = 0): number {
  if (method === 'copy-on-write') return 0;
  return method === 'background' ? fileBytes : vm.machine.pageCount * PAGE_BYTES + (vm.settings.disk?.bytes ?? 0);
}
