import type { Inventory } from '../../simulator/index.ts';

/** What to do before there is a migration: make a machine, start one, or move one that runs. */
export type FirstStep = 'create' | 'start' | 'migrate';

/** What somebody without a migration does first, in this data center. */
export function firstStep(inventory: Inventory): FirstStep {
  const vms = inventory.hosts.flatMap((host) => host.vms);
  if (vms.length === 0) return 'create';
  return vms.some(({ state }) => state === 'running') ? 'migrate' : 'start';
}
