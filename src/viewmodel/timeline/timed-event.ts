import type { MigrationEvent, WorldEvent } from '../../simulator/index.ts';

/** An event of a migration with its place in the trace. */
export type TimedMigrationEvent = Extract<WorldEvent, MigrationEvent>;

/** What the clients of a VM saw, or that the network was told where the VM is; it names the VM, not the migration. */
export type ServiceEvent = Extract<WorldEvent, { kind: 'service.sample' | 'network.announced' }>;

/** What a connection went through: it names the VM, not the migration. */
export type ConnectionEvent = Extract<WorldEvent, { kind: 'connection.retransmitted' | 'connection.reset' | 'connection.timed-out' }>;

/** What became of the guest meanwhile: it names the VM, not the migration. */
export type GuestEvent = Extract<WorldEvent, { kind: 'vm.broken' | 'vm.guest-crashed' }>;

/** All that the picture of a migration is made from. */
export type TimelineEvent = TimedMigrationEvent | ServiceEvent | ConnectionEvent | GuestEvent;

/** Whether an entry of the trace belongs to a migration. */
export function isMigrationEvent(event: WorldEvent): event is TimedMigrationEvent {
  return 'migration' in event;
}

/** Whether an entry of the trace tells how clients were served. */
export function isServiceEvent(event: WorldEvent): event is ServiceEvent {
  return event.kind === 'service.sample' || event.kind === 'network.announced';
}

/** Whether an entry of the trace tells of a connection that something happened to. */
export function isConnectionEvent(event: WorldEvent): event is ConnectionEvent {
  return event.kind === 'connection.retransmitted' || event.kind === 'connection.reset' || event.kind === 'connection.timed-out';
}

/** Whether an entry of the trace tells that a guest was broken, or found out that it is. */
export function isGuestEvent(event: WorldEvent): event is GuestEvent {
  return event.kind === 'vm.broken' || event.kind === 'vm.guest-crashed';
}
