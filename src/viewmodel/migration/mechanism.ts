import type { MigrationParameters } from '../../simulator/index.ts';

/** Memory goes in rounds while the VM runs at the source, so that a stop rule is asked at all. */
export function hasRounds({ strategy }: MigrationParameters): boolean {
  return strategy === 'pre-copy' || strategy === 'hybrid';
}

/** Memory follows while the VM runs at the destination. */
export function hasPostCopy({ strategy }: MigrationParameters): boolean {
  return strategy === 'post-copy' || strategy === 'hybrid';
}

/** Pending bytes are held against a threshold; the other rules look at other numbers. */
export function goesByThreshold(parameters: MigrationParameters): boolean {
  return hasRounds(parameters) && (parameters.stopRule === 'qemu' || parameters.stopRule === 'qemu-10.1');
}

/** The downtime limit has a say in when the VM is paused. */
export function goesByDowntimeLimit(parameters: MigrationParameters): boolean {
  return hasRounds(parameters) && asksForDowntime(parameters);
}

/** The rule asks how long the pause will be. */
function asksForDowntime({ stopRule }: MigrationParameters): boolean {
  switch (stopRule) {
    case 'qemu':
    case 'qemu-10.1':
    case 'cloud-hypervisor':
    case 'virtualbox':
      return true;
    case 'xen-2004':
    case 'xen-4.10':
    case 'fixed-rounds':
      return false;
  }
}
