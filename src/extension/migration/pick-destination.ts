import { type HostInventory, type Inventory, type LinkInventory, missingCpuFeatures, type VmInventory } from '../../simulator/index.ts';
import { exactRate } from '../../viewmodel/migration/exact-quantities.ts';
import { formatBytes } from '../../viewmodel/quantities.ts';
import { type Choice, findVm } from '../util/pick.ts';
import { sayNothingToDo } from '../util/report.ts';
import { BACK, type Back, pickStep } from '../util/steps.ts';

interface Destination {
  readonly host: string;
  /** Why the VM cannot go there; undefined where it can. */
  readonly obstacle: string | undefined;
}

/** Asks for the host to go to. Hosts that cannot take the VM are shown with the reason. */
export async function pickDestination(
  inventory: Inventory,
  name: string,
  title: string,
  back: boolean,
): Promise<string | Back | undefined> {
  const vm = findVm(inventory, name);
  if (!vm) throw new Error(`There is no VM "${name}".`);
  const choices = inventory.hosts
    .filter((host) => host.name !== vm.host)
    .map((host) => destination(inventory, vm, host))
    .sort((one, other) => Number(one.value.obstacle !== undefined) - Number(other.value.obstacle !== undefined));
  if (choices.length === 0) {
    sayNothingToDo('There is no other host to migrate to. Add a host first.');
    return undefined;
  }
  const placeHolder = `To which host? ${name} (${formatBytes(vm.memoryBytes)}) is on ${vm.host}.`;
  const chosen = await pickStep({ title, placeHolder, choices, back });
  if (chosen === BACK || chosen === undefined) return chosen;
  if (chosen.obstacle !== undefined) throw new Error(`${name} cannot go to ${chosen.host}: ${chosen.obstacle}.`);
  return chosen.host;
}

function destination(inventory: Inventory, vm: VmInventory, host: HostInventory): Choice<Destination> {
  const link = inventory.links.find(({ between }) => between.includes(vm.host) && between.includes(host.name));
  const free = `${formatBytes(host.freeBytes)} free`;
  const obstacle = obstacleTo(vm, host, link);
  return {
    label: `$(${obstacle === undefined ? 'server' : 'circle-slash'}) ${host.name}`,
    description: obstacle === undefined && link ? `${free} · link ${exactRate(link.bytesPerSecond)}` : `not possible: ${obstacle}`,
    value: { host: host.name, obstacle },
  };
}

/** Why a VM cannot go to a host; undefined where it can. The data center has the last word. */
function obstacleTo(vm: VmInventory, host: HostInventory, link: LinkInventory | undefined): string | undefined {
  if (!host.up) return 'it is down';
  if (host.draining) return 'it is being drained';
  const missing = missingCpuFeatures(vm.requiredCpuFeatures, host.cpuFeatures);
  if (missing.length > 0) return `its CPUs lack ${missing.join(', ')}`;
  if (host.freeBytes < vm.memoryBytes) {
    return `${formatBytes(vm.memoryBytes)} are needed and ${formatBytes(host.freeBytes)} free`;
  }
  if (!link) return `there is no link from ${vm.host} to it`;
  return link.up ? undefined : `the link from ${vm.host} to it is down`;
}
