import type { ContainerInventory, Inventory } from '../../simulator/index.ts';
import { pick } from '../util/pick.ts';
import { sayNothingToDo } from '../util/report.ts';

/** All containers of a data center. */
export function allContainers({ hosts }: Inventory): readonly ContainerInventory[] {
  return hosts.flatMap(({ containers = [] }) => containers);
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
