import { type Command, DataCenter, MEBIBYTE } from '../../src/simulator/index.ts';
import type { KeptWorld } from '../../src/store/world-store.ts';

export const ORIGIN = { id: 'lab:first/move', title: 'Move a running machine' };

/** A world as it is kept. */
export function keep(world: DataCenter): KeptWorld {
  return { world: world.save(), origin: ORIGIN, pristine: false };
}

export function apply(world: DataCenter, ...commands: readonly Command[]): void {
  for (const command of commands) {
    const outcome = world.apply(command);
    if (!outcome.ok) throw new Error(outcome.refusal);
  }
}

/** An empty world that is told from others by its seed. */
export function emptyWorld(seed: number): KeptWorld {
  return keep(new DataCenter(seed));
}

/** Machines of both kinds of content, one with a disk of its own, snapshots of each, and a migration behind them. */
export function eventfulWorld(): DataCenter {
  const world = new DataCenter(7);
  apply(
    world,
    { kind: 'host.add', host: 'alpha', memoryBytes: 256 * MEBIBYTE },
    { kind: 'host.add', host: 'beta', memoryBytes: 256 * MEBIBYTE },
    { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 125_000_000, latencyNanoseconds: 100_000, up: true },
    { kind: 'vm.create', vm: 'counter', host: 'alpha', memoryBytes: 4 * MEBIBYTE, guest: { kind: 'counter', countsPerSecond: 100 } },
    {
      kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 64 * MEBIBYTE, zeroShare: 0.5,
      disk: { bytes: 256 * MEBIBYTE, writesPerSecond: 100 },
      guest: { kind: 'uniform', pagesPerSecond: 1000, workingSetPages: 10_000 },
    },
    { kind: 'vm.start', vm: 'counter' },
    { kind: 'vm.start', vm: 'web' },
    { kind: 'world.advance', nanoseconds: 1e9 },
    { kind: 'vm.snapshot', vm: 'web', name: 'Früh' },
    { kind: 'vm.snapshot', vm: 'counter', name: 'Early' },
    { kind: 'world.advance', nanoseconds: 1e9 },
    { kind: 'vm.migrate', vm: 'counter', to: 'beta' },
    { kind: 'world.advance', nanoseconds: 5e9 },
    { kind: 'vm.snapshot', vm: 'web', name: 'Late' },
    { kind: 'world.advance', nanoseconds: 1e9 },
  );
  return world;
}

/** Everything that can be seen of a world. */
export function view(world: DataCenter) {
  const inventory = world.inventory();
  const vms = inventory.hosts.flatMap((host) => host.vms.map(({ name }) => name));
  return { inventory, trace: [...world.trace], hashes: vms.map((vm) => `${vm} ${world.stateHash(vm)}`) };
}

/** What is seen of a world after it was kept. */
export function revived({ world }: KeptWorld) {
  return view(DataCenter.restore(world));
}
