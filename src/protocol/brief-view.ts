import type { ContainerInventory, HostInventory, Inventory } from '../simulator/index.ts';
import type { WorldView } from './world.ts';

/** A host of which containers that are as they were told last have their names alone. */
type BriefHost = Omit<HostInventory, 'containers'> & { readonly containers?: readonly (ContainerInventory | string)[] };

/** A view to be put together with the one told before: of a thousand containers, one change tells of one. */
export type BriefView = Omit<WorldView, 'inventory'> & {
  readonly inventory: Omit<Inventory, 'hosts'> & { readonly hosts: readonly BriefHost[] };
};

/** Leaves out what was told with the view before. */
export function abbreviated(view: WorldView, before: Inventory | null): BriefView {
  const told = containersOf(before);
  const hosts = view.inventory.hosts.map(({ containers, ...host }): BriefHost => containers === undefined ? host : {
    ...host, containers: containers.map((container) => (isSame(told.get(container.name), container) ? container.name : container)),
  });
  return { ...view, inventory: { ...view.inventory, hosts } };
}

/** Puts in what was left out; a container that has not changed is the same object as before. */
export function completed(brief: BriefView, before: Inventory): WorldView {
  const told = containersOf(before);
  const whole = (container: ContainerInventory | string): ContainerInventory => {
    const found = typeof container === 'string' ? told.get(container) : container;
    if (found === undefined) throw new Error('A container was left out that was never told of.');
    return found;
  };
  const hosts = brief.inventory.hosts.map(({ containers, ...host }): HostInventory => (containers === undefined ? host : { ...host, containers: containers.map(whole) }));
  return { ...brief, inventory: { ...brief.inventory, hosts } };
}

function containersOf(inventory: Inventory | null): ReadonlyMap<string, ContainerInventory> {
  return new Map(inventory?.hosts.flatMap(({ containers = [] }) => containers.map((container) => [container.name, container] as const)));
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => isSame(Reflect.get(one, name), Reflect.get(other, name)));
}
