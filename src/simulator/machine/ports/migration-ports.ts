import { Clock } from './clock.ts';
import { DestinationMachine } from './destination-machine.ts';
import { Link } from './link.ts';
import { Machine } from './machine.ts';

/**
 * What a migration mechanism is given, the engine's own and a student's alike: all that it can do. The machine that is
 * moved does what its host can make it do; the machine that takes its place is reached over the link alone.
 */
export interface MigrationPorts {
  readonly source: Machine;
  readonly destination: DestinationMachine;
  readonly link: Link;
  readonly clock: Clock;
}

/** The ports to two machines of so many pages each. */
export function migrationPorts(pageCount: number): MigrationPorts {
  return { source: new Machine(pageCount), destination: new DestinationMachine(pageCount), link: new Link(), clock: new Clock() };
}
