import { TEBIBYTE } from '../memory/page.ts';
import { type MigrationParameters, STOP_RULES, STRATEGIES, type ThrottleParameters } from '../migration/parameters.ts';
import { requireCpuFeatures } from './cpu-features.ts';
import { LIMITS, requireWithin } from './limits.ts';
import { require } from './refusal.ts';
import { requireRoom, requireUp } from './room.ts';
import { requireNoDiskJob } from './storage/disk-layers.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import { requireAtRest } from './vm-commands.ts';
import type { HostLink, World } from './world.ts';

const BYTES_PER_SECOND = { least: 0, most: 1e12 };
/** As QEMU's `multifd-channels`, which has 8 bits. */
const MOST_CHANNELS = 255;
const PERCENT = { least: 1, most: 99 };

/** Refuses, with the reason, a migration that could not end well; returns the link that it will go over. */
export function checkStart(world: World, vm: VirtualMachine, to: string): HostLink {
  world.host(to);
  requireAtRest(vm);
  requireNoDiskJob(vm);
  require(vm.host !== to, () => `VM "${vm.name}" is on host "${to}" already: choose another host.`);
  require(
    vm.state !== 'stopped',
    () => `VM "${vm.name}" is stopped, so there is nothing to migrate live: start it first.`,
  );
  requireUp(world, to);
  requireCpuFeatures(world, to, vm.name, vm.settings.requiredCpuFeatures);
  requireRoom(world, to, vm.name, vm.memoryBytes);
  return requireLink(world, vm.host, to);
}

/** Refuses where two hosts have no link that is up. */
export function requireLink(world: World, one: string, other: string): HostLink {
  const link = world.link(one, other);
  require(link !== undefined, () => `There is no link between ${one} and ${other}: make one first.`);
  require(link.model.isUp, () => `The link between ${one} and ${other} is down: bring it up first.`);
  return link;
}

/** Refuses settings that make no sense. */
export function checkParameters(parameters: MigrationParameters): MigrationParameters {
  const { strategy, stopRule } = parameters;
  requireOneOf('migration strategy', strategy, STRATEGIES);
  requireOneOf('stop rule', stopRule, STOP_RULES);
  requireWithin('The downtime limit, in milliseconds,', parameters.downtimeLimitMilliseconds, {
    least: 0,
    most: 2_000_000,
  });
  requireWithin('The maximum bandwidth, in bytes a second,', parameters.maxBandwidthBytesPerSecond, BYTES_PER_SECOND);
  requireWithin(
    'The maximum bandwidth of post-copy, in bytes a second,',
    parameters.maxPostCopyBandwidthBytesPerSecond,
    BYTES_PER_SECOND,
  );
  requireWithin('The size of the XBZRLE cache, in bytes,', parameters.xbzrleCacheBytes, { least: 0, most: TEBIBYTE });
  requireWithin('The number of rounds', parameters.rounds, { least: 1, most: 1000 });
  requireWithin('The number of rounds before post-copy', parameters.postCopyAfterRounds, { least: 0, most: 1000 });
  requireDirtyLimit(parameters);
  requireChannels(parameters);
  if (parameters.throttle !== null) requireThrottle(parameters.throttle);
  return parameters;
}

/** As QEMU refuses (migration.c: migrate_params_check). */
function requireThrottle({ initialPercent, incrementPercent, maximumPercent, triggerPercent }: ThrottleParameters): void {
  requireWithin('The first throttle, in percent,', initialPercent, PERCENT);
  requireWithin('The throttle increment, in percent,', incrementPercent, PERCENT);
  requireWithin('The maximum throttle, in percent,', maximumPercent, PERCENT);
  requireWithin('The throttle trigger, in percent,', triggerPercent, { least: 1, most: 100 });
  require(
    maximumPercent >= initialPercent,
    () => `The maximum throttle, ${maximumPercent} %, is below the first, ${initialPercent} %: raise it, or lower the first.`,
  );
}

/** As in QEMU, each vCPU may write a MiB a second at least, and one means of slowing the guest is enough. */
function requireDirtyLimit({ dirtyLimitBytesPerSecond: limit, throttle }: MigrationParameters): void {
  if (limit === 0) return;
  requireWithin('The dirty limit, in bytes a second,', limit, LIMITS.dirtyLimitBytesPerSecond);
  require(throttle === null, () => 'Auto-converge and dirty limit do not go together: switch one of them off.');
}

/** As QEMU 7.2 refuses: packets know neither requests for pages nor deltas (migration.c: migrate_caps_check). */
function requireChannels(parameters: MigrationParameters): void {
  const { multifdChannels, xbzrleCacheBytes, strategy } = parameters;
  requireWithin('The number of channels', multifdChannels, { least: 0, most: MOST_CHANNELS });
  if (multifdChannels === 0) return;
  require(
    strategy !== 'post-copy' && strategy !== 'hybrid',
    () => 'Multiple streams and post-copy do not go together: choose another strategy, or switch multiple streams off.',
  );
  require(xbzrleCacheBytes === 0, () => 'Multiple streams and XBZRLE do not go together: switch one of them off.');
}

function requireOneOf(what: string, value: string, allowed: readonly string[]): void {
  require(
    allowed.includes(value),
    () => `There is no ${what} "${value}": use one of ${allowed.join(', ')}.`,
  );
}
