import type { Nanoseconds, ServiceSample, WorldEvent } from '../../simulator/index.ts';

/** What the trace tells of the replication of a VM, and of what its clients saw. */
export type ReplicationRunEvent = Extract<WorldEvent, { kind: `replication.${string}` | 'service.sample' }>;

type EventOf<Kind extends ReplicationRunEvent['kind']> = Extract<ReplicationRunEvent, { kind: Kind }>;

/** Times count from the start of the replication. */
export type Timed<Part> = Part & { readonly time: Nanoseconds };

/** A replication from its start to its end. */
export interface ReplicationRun {
  readonly vm: string;
  readonly from: string;
  readonly to: string;
  readonly interval: Nanoseconds;
  readonly memoryBytes: number;
  readonly checkpoints: readonly Timed<EventOf<'replication.checkpoint'>>[];
  readonly services: readonly Timed<ServiceSample>[];
  readonly stopped: Timed<EventOf<'replication.stopped'>> | null;
  readonly lost: Timed<EventOf<'replication.primary-lost'>> | null;
  readonly failedOver: Timed<EventOf<'replication.failed-over'>> | null;
  /** Time of the latest event. */
  readonly end: Nanoseconds;
}

/** Whether an entry of the trace belongs to the replication of this VM. */
export function isReplicationRunEvent(event: WorldEvent, vm: string): event is ReplicationRunEvent {
  return (event.kind.startsWith('replication.') || event.kind === 'service.sample') && 'vm' in event && event.vm === vm;
}

/** The latest replication of a VM; null where there was none. */
export function latestReplication(events: readonly ReplicationRunEvent[]): ReplicationRun | null {
  const begin = events.findLastIndex(({ kind }) => kind === 'replication.started');
  const started = events[begin];
  if (started?.kind !== 'replication.started') return null;
  const own = events.slice(begin).map((event) => ({ ...event, time: event.time - started.time }));
  const last = <Kind extends ReplicationRunEvent['kind']>(kind: Kind): EventOf<Kind> | null =>
    (own.findLast((event) => event.kind === kind) as EventOf<Kind> | undefined) ?? null;
  const { vm, from, to, interval, memoryBytes } = started;
  return {
    vm, from, to, interval, memoryBytes,
    checkpoints: own.filter((event) => event.kind === 'replication.checkpoint'),
    services: own.filter((event) => event.kind === 'service.sample'),
    stopped: last('replication.stopped'),
    lost: last('replication.primary-lost'),
    failedOver: last('replication.failed-over'),
    end: own.at(-1)?.time ?? 0,
  };
}
