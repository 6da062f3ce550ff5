import {
  DataCenter,
  GIBIBYTE,
  type HostInventory,
  type Inventory,
  type MigrationInventory,
  type SnapshotInventory,
  type VmInventory,
} from '../../../src/simulator/index.ts';

/** A snapshot as the inventory has it. */
export function snapshot(id: string, parent: string | null, name = `Snapshot ${id}`): SnapshotInventory {
  return { id, parent, name, description: '', takenAt: 2e9, method: 'copy-on-write', pause: 300_000 };
}

/** A running VM of 1 GiB on `alpha`, with changes. */
export function vm(changes: Partial<VmInventory> = {}): VmInventory {
  return {
    name: 'web',
    host: 'alpha',
    state: 'running',
    lost: null,
    memoryBytes: GIBIBYTE,
    guest: { kind: 'uniform', pagesPerSecond: 6000, workingSetPages: 32_768 },
    guestStepsPerSecond: 6000,
    guestSteps: 12_000,
    guestReport: null,
    snapshots: [],
    currentSnapshot: null,
    migration: null,
    clients: null,
    ...changes,
  };
}

/** A migration from `alpha` to `beta` that is 61 % through and in its second round, with changes. */
export function migration(changes: Partial<MigrationInventory> = {}): MigrationInventory {
  const begun = begunMigration();
  const figures = { ...begun.figures, totalTime: 5e9, transferredBytes: 610, remainingBytes: 390, dirtySyncCount: 2 };
  return { ...begun, phase: 'pre-copy', figures, ...changes };
}

/** A real one, in its first moment. */
function begunMigration(): MigrationInventory {
  return realWorld().hosts[0]!.vms[0]!.migration!;
}

function realWorld(): Inventory {
  const world = new DataCenter(1);
  world.apply({ kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE });
  world.apply({ kind: 'host.add', host: 'beta', memoryBytes: GIBIBYTE });
  world.apply({ kind: 'link.edit', between: ['alpha', 'beta'] });
  world.apply({ kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 2 ** 26, guest: { kind: 'idle' } });
  world.apply({ kind: 'vm.start', vm: 'web' });
  world.apply({ kind: 'vm.migrate', vm: 'web', to: 'beta' });
  return world.inventory();
}

/** Hosts `alpha` and `beta` with 4 GiB each and a link; the VMs are where they say. */
export function dataCenter(...vms: readonly VmInventory[]): Inventory {
  const [template] = realWorld().hosts;
  const host = (name: string): HostInventory => {
    const here = vms.filter((each) => each.host === name);
    const used = here.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    return { ...template!, name, memoryBytes: 4 * GIBIBYTE, freeBytes: 4 * GIBIBYTE - used, vms: here };
  };
  return {
    seed: 1,
    time: 0,
    hosts: [host('alpha'), host('beta')],
    links: [{ between: ['alpha', 'beta'], bytesPerSecond: 125e6, latencyNanoseconds: 100_000, up: true }],
    storage: { bytesPerSecond: 500e6, freeBytes: 1e12, works: true },
  };
}
