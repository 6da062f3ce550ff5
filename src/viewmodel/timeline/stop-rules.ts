import type { MigrationParameters } from '../../simulator/index.ts';

/** Whether memory is sent in rounds, so that a stop rule is asked at all. */
export function hasRounds({ strategy }: MigrationParameters): boolean {
  return strategy === 'pre-copy' || strategy === 'hybrid';
}

/** Whether pending bytes are held against a threshold; the other rules look at other numbers. */
export function goesByThreshold(parameters: MigrationParameters): boolean {
  return hasRounds(parameters) && (parameters.stopRule === 'qemu' || parameters.stopRule === 'qemu-10.1');
}

/** Whether the downtime limit has a say in when the machine is stopped. */
export function goesByDowntimeLimit(parameters: MigrationParameters): boolean {
  const { stopRule } = parameters;
  return goesByThreshold(parameters) || (hasRounds(parameters) && (stopRule === 'cloud-hypervisor' || stopRule === 'virtualbox'));
}
