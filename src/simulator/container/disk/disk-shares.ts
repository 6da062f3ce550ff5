import { NANOSECONDS_PER_SECOND, type Nanoseconds } from '../../kernel/time.ts';
import type { IoLimits } from '../cgroup/cgroup.ts';
import { type BlockDevice, bytesTooMany, type DiskRequest, timeFor } from './block-device.ts';
import { ancestors } from '../cgroup/hierarchy.ts';

/** What some requests use together, for each share of the disk's time that one of them gets. */
interface Constraint {
  readonly uses: ReadonlyMap<DiskRequest, number>;
  left: number;
}

/**
 * Divides the disk's time among its requests: all alike, but none faster than io.max of its group or of one above lets
 * it (cgroup-v2.rst, "Limits" and io.max); what one cannot use goes to the others.
 */
function diskShares(disk: BlockDevice): Map<DiskRequest, number> {
  const shares = new Map([...disk.requests].map((request) => [request, 0]));
  const constraints = constraintsOf(disk);
  const open = new Set(disk.requests);
  while (open.size > 0) {
    const used = ({ uses }: Constraint): number => [...uses].reduce((sum, [request, use]) => (open.has(request) ? sum + use : sum), 0);
    const steps = constraints.map((constraint) => ({ constraint, use: used(constraint) })).filter(({ use }) => use > 0);
    const step = Math.min(...steps.map(({ constraint, use }) => constraint.left / use));
    for (const request of open) shares.set(request, (shares.get(request) ?? 0) + step);
    for (const { constraint, use } of steps) {
      const isFull = constraint.left / use <= step;
      constraint.left = isFull ? 0 : constraint.left - use * step;
      if (isFull) for (const request of constraint.uses.keys()) open.delete(request);
    }
  }
  return shares;
}

function constraintsOf(disk: BlockDevice): Constraint[] {
  const all: Constraint = { uses: new Map([...disk.requests].map((request) => [request, 1])), left: 1 };
  const groups = new Set([...disk.requests].flatMap(({ cgroup }) => ancestors(cgroup)));
  const limited = [...groups].flatMap(({ ioMax }) => (Object.keys(ioMax) as (keyof IoLimits)[]).flatMap((limit) => {
    const most = ioMax[limit];
    return most === null ? [] : [{ ioMax, limit, most }];
  }));
  return [all, ...limited.map(({ ioMax, limit, most }) => ({ uses: usesOf(disk, ioMax, limit), left: most }))];
}

function usesOf(disk: BlockDevice, limits: IoLimits, limit: keyof IoLimits): Map<DiskRequest, number> {
  const direction = limit === 'readBytes' || limit === 'readOperations' ? 'read' : 'write';
  const amount = limit === 'readBytes' || limit === 'writeBytes' ? 'bytes' : 'operations';
  const below = [...disk.requests].filter((request) => request.direction === direction && ancestors(request.cgroup).some(({ ioMax }) => ioMax === limits));
  return new Map(below.map((request) => [request, (request[amount] * NANOSECONDS_PER_SECOND) / timeFor(disk, request)]));
}

/** When the disk has next done something that somebody may wait for; null where it has nothing to do. */
export function nextDiskInstant(disk: BlockDevice): Nanoseconds | null {
  let next: Nanoseconds | null = null;
  for (const [request, share] of disk.requests.size === 0 ? [] : diskShares(disk)) {
    const whole = timeFor(disk, request) / share;
    const ahead = request === request.cgroup.writeback ? bytesTooMany(request) : 0;
    const at = disk.settledAt + Math.max(1, Math.ceil(ahead > 0 ? (whole * ahead) / request.bytes : whole));
    if (next === null || at < next) next = at;
  }
  return next;
}

/** Lets the disk work up to an instant at which something is done. Who only looks in between changes nothing. */
export function passDiskTime(disk: BlockDevice, until: Nanoseconds): void {
  const next = nextDiskInstant(disk);
  if (next !== null && next <= until) settleDisk(disk, until);
}

/** Takes from the requests what was done up to now: before one is added, or a limit changes. */
export function settleDisk(disk: BlockDevice, now: Nanoseconds): void {
  const elapsed = now - disk.settledAt;
  disk.settledAt = now;
  if (elapsed <= 0 || disk.requests.size === 0) return;
  for (const [request, share] of diskShares(disk)) {
    const whole = timeFor(disk, request);
    const done = elapsed * share;
    // What is left below a nanosecond counts as done.
    if (whole - done <= 1) finish(disk, request);
    else {
      request.bytes -= (request.bytes * done) / whole;
      request.operations -= (request.operations * done) / whole;
    }
  }
}

function finish(disk: BlockDevice, request: DiskRequest): void {
  request.isDone = true;
  disk.requests.delete(request);
  if (request.cgroup.writeback === request) request.cgroup.writeback = null;
}
