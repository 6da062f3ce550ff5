import { LinkModel } from '../network/link-model.ts';
import type { CommandOf } from './commands.ts';
import { containersOn } from './containers/container-inventory.ts';
import { requireFeatureNames } from './cpu-features.ts';
import { drainHost } from './drain.ts';
import { exhaustHost, failHost, repairHost } from './host-faults.ts';
import { LIMITS, requireMemory, requireName, requireWithin } from './limits.ts';
import { require } from './refusal.ts';
import { DEFAULT_LINK, type HostLink, linkKey, type World } from './world.ts';

/** The commands on hosts and on the links between them. */
export type HostCommand = CommandOf<`host.${string}` | `link.${string}`>;

/** Adds and removes hosts, makes them fail, drains them, and edits the links between them. */
export function applyHostCommand(world: World, command: HostCommand): void {
  switch (command.kind) {
    case 'host.add':
      addHost(world, command);
      return;
    case 'host.remove':
      removeHost(world, command.host);
      return;
    case 'host.drain':
      drainHost(world, command);
      return;
    case 'host.fail':
      failHost(world, command.host);
      return;
    case 'host.repair':
      repairHost(world, command.host);
      return;
    case 'host.exhaust':
      exhaustHost(world, command.host);
      return;
    case 'link.edit':
      editLink(world, command);
  }
}

function addHost(world: World, command: CommandOf<'host.add'>): void {
  const { host: name, memoryBytes, cpuFeatures } = command;
  requireName('host', name);
  require(!world.hosts.has(name), () => `There is a host "${name}" already: choose another name.`);
  requireMemory(`The memory of host "${name}"`, memoryBytes, LIMITS.hostMemoryBytes);
  requireFeatureNames(`The CPU features of host "${name}"`, cpuFeatures);
  world.hosts.set(name, { name, memoryBytes, ...(cpuFeatures && { cpuFeatures }), up: true, drain: null });
  world.emit({ kind: 'host.added', host: name, memoryBytes });
}

function removeHost(world: World, name: string): void {
  world.host(name);
  const here = world.vmsOn(name).map((vm) => vm.name);
  require(
    here.length === 0,
    () => `Host "${name}" still has VMs (${here.join(', ')}): migrate or delete them before you remove it.`,
  );
  const coming = [...world.vms.values()].find((vm) => vm.activeMigration?.to === name);
  require(
    coming === undefined,
    () => `VM "${coming?.name}" is migrating to host "${name}": cancel that or wait for it before you remove the host.`,
  );
  const leaving = [...world.vms.values()].find((vm) => vm.activeMigration?.from === name);
  require(
    leaving === undefined,
    () => `Host "${name}" still has memory of VM "${leaving?.name}", which is migrating: wait for it before you remove the host.`,
  );
  const replicated = [...world.vms.values()].find((vm) => vm.replication?.to === name);
  require(
    replicated === undefined,
    () => `Host "${name}" has the replica of VM "${replicated?.name}": stop the replication before you remove the host.`,
  );
  const work = [...world.containerWorks.values()].find(({ hosts }) => hosts.includes(name));
  require(work === undefined, () => `Container "${work?.container}" is on its way from or to host "${name}": wait for it before you remove the host.`);
  const containers = containersOn(world, name).map((container) => container.name);
  require(
    containers.length === 0,
    () => `Host "${name}" still has containers (${containers.join(', ')}): delete them before you remove it.`,
  );
  world.containerKernels.get(name)?.appointment?.cancel();
  world.containerKernels.delete(name);
  for (const link of [...world.links.values()]) {
    if (link.between.includes(name)) world.links.delete(linkKey(...link.between));
  }
  world.hosts.delete(name);
  world.emit({ kind: 'host.removed', host: name });
}

function editLink(world: World, command: CommandOf<'link.edit'>): void {
  const [one, other] = command.between;
  world.host(one);
  world.host(other);
  require(one !== other, () => `A link joins two hosts: "${one}" needs no link to itself.`);
  const { bytesPerSecond, streamBytesPerSecond, latencyNanoseconds, up } = command;
  if (bytesPerSecond !== undefined) {
    requireWithin('The bandwidth of a link, in bytes a second,', bytesPerSecond, LIMITS.linkBytesPerSecond);
  }
  if (streamBytesPerSecond !== undefined) {
    requireWithin('The bandwidth of a connection, in bytes a second,', streamBytesPerSecond, LIMITS.linkBytesPerSecond);
  }
  if (latencyNanoseconds !== undefined) {
    requireWithin('The latency of a link, in nanoseconds,', latencyNanoseconds, LIMITS.linkLatencyNanoseconds);
  }
  const link = world.link(one, other) ?? world.addLink(one, other, new LinkModel(world.queue, DEFAULT_LINK));
  link.model.change({
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
    ...(streamBytesPerSecond !== undefined && { streamBytesPerSecond }),
    ...(latencyNanoseconds !== undefined && { latencyNanoseconds }),
  });
  emitEdited(world, link, up ?? link.model.isUp);
  // The event comes first: what fails because of the cut is its consequence.
  if (up === false) link.model.cut(`The link between ${link.between.join(' and ')} went down.`);
  if (up === true) link.model.repair();
}

function emitEdited(world: World, link: HostLink, up: boolean): void {
  const { bytesPerSecond, streamBytesPerSecond, latencyNanoseconds } = link.model.settings;
  const stream = streamBytesPerSecond === undefined ? {} : { streamBytesPerSecond };
  world.emit({ kind: 'link.edited', between: link.between, bytesPerSecond, ...stream, latencyNanoseconds, up });
}
