import type { ContainerInventory, Inventory } from '../../simulator/index.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { allVms, pick, pickHost } from '../util/pick.ts';
import { sayNothingToDo } from '../util/report.ts';

/** All containers of a data center. */
export function allContainers({ hosts }: Inventory): readonly ContainerInventory[] {
  return hosts.flatMap(({ containers = [] }) => containers);
}

/** The host that is named, or on which the named container or VM is; asks where nothing is named. */
export async function hostOf(given: CommandArguments, inventory: Inventory, placeHolder: string): Promise<string | undefined> {
  const named = textOf(given, 'host');
  if (named !== undefined) return named;
  const container = textOf(given, 'container');
  const vm = textOf(given, 'vm');
  const host = allContainers(inventory).find(({ name }) => name === container)?.host ?? allVms(inventory).find(({ name }) => name === vm)?.host;
  return host ?? pickHost(inventory, ({ up }) => up, placeHolder, 'No host is up. Add one first.');
}

/** Asks for one of the containers that `fits`; says `none` where there is no such one. */
export async function pickContainer(
  inventory: Inventory, fits: (container: ContainerInventory) => boolean, placeHolder: string, none: string,
): Promise<string | undefined> {
  const choices = allContainers(inventory)
    .filter(fits)
    .map(({ name, host, state }) => ({ label: `$(package) ${name}`, description: `on ${host} · ${state}`, value: name }));
  if (choices.length > 0) return pick(choices, placeHolder);
  sayNothingToDo(none);
  return undefined;
}
