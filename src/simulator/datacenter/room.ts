import { showBytes } from './limits.ts';
import { require } from './refusal.ts';
import type { World } from './world.ts';

/** Refuses where a VM of this size has no room. */
export function requireRoom(world: World, hostName: string, vm: string, memoryBytes: number): void {
  const free = world.freeBytes(world.host(hostName));
  require(
    memoryBytes <= free,
    () =>
      `Host "${hostName}" has no room for VM "${vm}": it needs ${showBytes(memoryBytes)}, and ${showBytes(free)} are free.`,
  );
}

/** Refuses a host that has failed. */
export function requireUp(world: World, hostName: string): void {
  require(world.host(hostName).up, () => `Host "${hostName}" has failed: repair it first.`);
}
