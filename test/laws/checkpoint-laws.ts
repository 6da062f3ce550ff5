import { expect } from 'vitest';
import { dumpContainer } from '../../src/simulator/container/checkpoint/dump.ts';
import { freezeContainer, thawContainer } from '../../src/simulator/container/checkpoint/freeze.ts';
import { restoreContainer, stateOfImage } from '../../src/simulator/container/checkpoint/restore.ts';
import type { Container, ContainerHost } from '../../src/simulator/container/oci/container-host.ts';
import type { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import type { WorldEvent } from '../../src/simulator/datacenter/events.ts';
import type { ContainerInventory } from '../../src/simulator/datacenter/containers/container-inventory.ts';

/** Dumped, restored and dumped again, a container yields the same image, byte for byte. */
export function dumpsAsItWasDumped(host: ContainerHost, container: Container, elsewhere: ContainerHost): void {
  freezeContainer(container, true);
  const image = dumpContainer(host, container);
  thawContainer(container);
  const { container: restored } = restoreContainer(elsewhere, container.name, stateOfImage(image));
  freezeContainer(restored, true);
  expect(dumpContainer(elsewhere, restored)).toEqual(image);
  thawContainer(restored);
}

/** What a container's terminals have shown, in order, whenever that was. */
export function shown(events: readonly WorldEvent[], container: string): string {
  return events.map((event) => (event.kind === 'container.output' && event.container === container ? `${event.terminal}: ${event.text}` : '')).join('');
}

/** Every container of this name that there is, with its host. */
export function places(dataCenter: DataCenter, container: string): readonly (readonly [string, ContainerInventory])[] {
  return dataCenter.inventory().hosts.flatMap(({ name, containers = [] }) => containers.filter((one) => one.name === container).map((one) => [name, one] as const));
}

/** A container is in one place, or nowhere: never in two. */
export function isInOnePlace(dataCenter: DataCenter, container: string): void {
  expect(places(dataCenter, container).length).toBeLessThanOrEqual(1);
}

/** A checkpoint that was given up is nowhere: not on the storage, which had so many bytes free before, and not in the container. */
export function leavesNothing(dataCenter: DataCenter, container: string, freeBytes: number): void {
  const { checkpoints = [], storage } = dataCenter.inventory();
  expect(checkpoints).toEqual([]);
  expect(storage.freeBytes).toBe(freeBytes);
  const [place] = places(dataCenter, container);
  expect(place?.[1]).not.toHaveProperty('work');
  expect(place?.[1]).not.toHaveProperty('checkpointing');
}
