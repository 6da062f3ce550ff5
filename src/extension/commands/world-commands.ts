import type { Outcome } from '../../simulator/index.ts';
import { cleanedUpText } from '../../viewmodel/datacenter/saved-text.ts';
import { type CommandArguments, numberOf } from '../util/arguments.ts';
import { confirmed } from '../util/ask.ts';
import { pick } from '../util/pick.ts';
import { report, sayDone } from '../util/report.ts';
import { SAMPLE_DATA_CENTER } from '../world/sample.ts';
import { configuredSpeed, setSpeed, SPEEDS, speedText } from '../world/speed.ts';
import type { WorldClient } from '../world/world-client.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

/** Commands on the world as a whole. */
export const WORLD_COMMANDS: CommandTable = {
  'world.sample': createSample,
  'world.reset': resetWorld,
  'world.bringBack': bringBack,
  'world.speed': changeSpeed,
  'world.cleanUp': cleanUp,
};

const NO_EVENTS: Outcome = { ok: true, events: [] };

/**
 * Asks before a world that somebody worked on is replaced; true if it may be. What is replaced is kept and can be
 * brought back once. Asks nothing where there is nothing to lose.
 */
export async function mayReplace(world: WorldClient, replacement: string): Promise<boolean> {
  if (world.pristine) return true;
  return confirmed(
    `Replace the present data center with ${replacement}?`,
    'The present one is kept until the next time, and "VirtLab: Bring Back the Previous Data Center" restores it.',
    'Replace',
  );
}

/** `confirmed: true` asks nothing. */
async function createSample(given: CommandArguments, { world }: CommandTools): CommandResult {
  const empty = world.inventory.hosts.length === 0;
  if (!empty && given['confirmed'] !== true && !(await mayReplace(world, 'the sample'))) return undefined;
  if (!empty) await world.reset();
  for (const command of SAMPLE_DATA_CENTER) {
    const outcome = await world.apply(command);
    if (!outcome.ok) return report(outcome, '');
  }
  await world.markBeginning({ id: 'sample', title: 'Sample' });
  sayDone('A data center with three hosts and four VMs is running.');
  return NO_EVENTS;
}

/** `confirmed: true` asks nothing. */
async function resetWorld(given: CommandArguments, { world }: CommandTools): CommandResult {
  if (given['confirmed'] !== true && !(await mayReplace(world, 'an empty one'))) return undefined;
  await world.reset();
  sayDone('The data center is empty.');
  return NO_EVENTS;
}

async function bringBack(_given: CommandArguments, { world }: CommandTools): CommandResult {
  await world.bringBack();
  sayDone('The previous data center is back.');
  return NO_EVENTS;
}

/** Gives back the room on disk that no data center needs any more. */
async function cleanUp(_given: CommandArguments, { world }: CommandTools): CommandResult {
  const before = world.saved?.bytes ?? 0;
  await world.cleanUp();
  sayDone(cleanedUpText(before, world.saved?.bytes ?? 0));
  return NO_EVENTS;
}

/** Argument: `speed`, simulated seconds a real second. */
async function changeSpeed(given: CommandArguments): CommandResult {
  const speed =
    numberOf(given, 'speed') ??
    (await pick(
      SPEEDS.map((value) => ({
        label: `${value === configuredSpeed() ? '$(check)' : '$(blank)'} ${speedText(value) || '1×'}`,
        description: SPEED_HINTS[value] ?? '',
        value,
      })),
      'How fast does simulated time pass?',
    ));
  if (speed === undefined) return undefined;
  await setSpeed(speed);
  sayDone(speed === 0 ? 'Simulated time stands still.' : `Simulated time passes at ${speedText(speed) || '1×'}.`);
  return NO_EVENTS;
}

const SPEED_HINTS: Readonly<Record<number, string>> = {
  0: 'time stands still',
  0.01: 'to watch a switchover of milliseconds',
  1: 'as in reality',
  100: 'for VMs of many gigabytes',
};
