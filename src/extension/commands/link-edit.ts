import { BANDWIDTH, type CommandOf, type Inventory, LATENCY, type LinkInventory } from '../../simulator/index.ts';
import { linkText } from '../../viewmodel/datacenter/host-row.ts';
import { exactRate, exactTime } from '../../viewmodel/migration/exact-quantities.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { type Choice, pick } from '../util/pick.ts';
import { checkQuantity, quantityOf } from '../util/quantity-input.ts';
import { report, sayNothingToDo } from '../util/report.ts';
import type { CommandResult, CommandTools } from './registry.ts';

type Ends = readonly [string, string];
type LinkChange = Omit<CommandOf<'link.edit'>, 'kind' | 'between'>;

/** A new link is a quick one of a machine room. */
const NEW_LINK: LinkChange = { bytesPerSecond: 125_000_000, latencyNanoseconds: 100_000, up: true };

/** What one connection can carry, as a person reads it. */
const STREAM = 'Bandwidth of a connection';

/**
 * Makes or changes the link between two hosts.
 * Arguments: `between` (two host names), `bandwidth` ("1 Gbit/s", or bytes a second), `streamBandwidth` (what one
 * connection can carry), `latency` ("100 us", or nanoseconds), `up`. On a host of the tree only its links are offered.
 */
export async function editLink(given: CommandArguments, { world }: CommandTools): CommandResult {
  const between = endsOf(given['between']) ?? (await pickEnds(world.inventory, textOf(given, 'host')));
  if (!between) return undefined;
  const link = findLink(world.inventory, between);
  const change = changeOf(given) ?? (link ? await pickChange(link) : NEW_LINK);
  if (!change) return undefined;
  const outcome = await world.apply({ kind: 'link.edit', between, ...change });
  const now = findLink(world.inventory, between);
  return report(outcome, `Link ${between.join(' – ')}: ${now ? linkText(now) : ''}.`);
}

/** Two host names among the arguments. */
export function endsOf(value: unknown): Ends | undefined {
  if (!Array.isArray(value)) return undefined;
  const [one, other] = value as readonly unknown[];
  return typeof one === 'string' && typeof other === 'string' ? [one, other] : undefined;
}

function changeOf(given: CommandArguments): LinkChange | undefined {
  const { bandwidth, streamBandwidth, latency, up } = given;
  const change: LinkChange = {
    ...(bandwidth !== undefined && { bytesPerSecond: quantityOf(bandwidth, BANDWIDTH, 'Bandwidth') }),
    ...(streamBandwidth !== undefined && { streamBytesPerSecond: quantityOf(streamBandwidth, BANDWIDTH, STREAM) }),
    ...(latency !== undefined && { latencyNanoseconds: quantityOf(latency, LATENCY, 'Latency') }),
    ...(typeof up === 'boolean' && { up }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

function findLink({ links }: Inventory, [one, other]: Ends): LinkInventory | undefined {
  return links.find(({ between }) => between.includes(one) && between.includes(other));
}

/** Every pair of hosts, or those of one host; pairs without a link come last. */
async function pickEnds(inventory: Inventory, host: string | undefined): Promise<Ends | undefined> {
  const names = inventory.hosts.map(({ name }) => name);
  const pairs = names
    .flatMap((one, index) => names.slice(index + 1).map((other): Ends => [one, other]))
    .filter((ends) => host === undefined || ends.includes(host));
  if (pairs.length === 0) {
    sayNothingToDo('A link needs two hosts. Add another host first.');
    return undefined;
  }
  const choices = pairs.map((ends): Choice<Ends> => {
    const link = findLink(inventory, ends);
    const label = `$(${link?.up === false ? 'debug-disconnect' : 'plug'}) ${ends.join(' – ')}`;
    return { label, description: link ? linkText(link) : 'no link yet: makes one of 125 MB/s, 100 µs', value: ends };
  });
  return pick(choices, 'Which link?');
}

async function pickChange(link: LinkInventory): Promise<LinkChange | undefined> {
  const plug: Choice<'bandwidth' | 'stream' | 'latency' | LinkChange> = link.up
    ? { label: '$(debug-disconnect) Cut the Link', description: 'what is on its way is lost', value: { up: false } }
    : { label: '$(plug) Mend the Link', value: { up: true } };
  const stream = exactRate(link.streamBytesPerSecond ?? link.bytesPerSecond);
  const chosen = await pick<'bandwidth' | 'stream' | 'latency' | LinkChange>(
    [
      { label: '$(dashboard) Bandwidth…', description: exactRate(link.bytesPerSecond), value: 'bandwidth' },
      { label: `$(list-flat) ${STREAM}…`, description: stream, value: 'stream' },
      { label: '$(clock) Latency…', description: exactTime(link.latencyNanoseconds), value: 'latency' },
      plug,
    ],
    `Change what of the link ${link.between.join(' – ')}?`,
  );
  if (chosen === 'bandwidth') return askBandwidth(link);
  if (chosen === 'stream') return askStream(link);
  return chosen === 'latency' ? askLatency(link) : chosen;
}

async function askBandwidth(link: LinkInventory): Promise<LinkChange | undefined> {
  const typed = await ask({
    title: `Link ${link.between.join(' – ')}`,
    prompt: 'Bandwidth, such as 125 MB/s or 1 Gbit/s.',
    value: exactRate(link.bytesPerSecond),
    check: (answer) => checkQuantity(answer, BANDWIDTH, 'Bandwidth'),
  });
  return typed === undefined ? undefined : { bytesPerSecond: quantityOf(typed, BANDWIDTH, 'Bandwidth') };
}

async function askStream(link: LinkInventory): Promise<LinkChange | undefined> {
  const typed = await ask({
    title: `Link ${link.between.join(' – ')}`,
    prompt: 'What one connection can carry at most, such as 20 MB/s; several go side by side.',
    value: exactRate(link.streamBytesPerSecond ?? link.bytesPerSecond),
    check: (answer) => checkQuantity(answer, BANDWIDTH, STREAM),
  });
  return typed === undefined ? undefined : { streamBytesPerSecond: quantityOf(typed, BANDWIDTH, STREAM) };
}

async function askLatency(link: LinkInventory): Promise<LinkChange | undefined> {
  const typed = await ask({
    title: `Link ${link.between.join(' – ')}`,
    prompt: 'Latency, such as 100 µs or 2 ms.',
    value: exactTime(link.latencyNanoseconds),
    check: (answer) => checkQuantity(answer, LATENCY, 'Latency'),
  });
  return typed === undefined ? undefined : { latencyNanoseconds: quantityOf(typed, LATENCY, 'Latency') };
}
