import type { NetworkEvent, ResetCause, WorldEvent } from '../../simulator/index.ts';
import { formatTime } from '../quantities.ts';
import { plural } from '../timeline/units.ts';
import { hexadecimal } from './sequence-words.ts';

const KINDS: Readonly<Record<NetworkEvent['kind'], true>> = {
  'connection.opened': true,
  'connection.established': true,
  'connection.retransmitted': true,
  'connection.reset': true,
  'connection.timed-out': true,
  'connection.closed': true,
  'random.repeated': true,
  'random.reseeded': true,
  'clock.behind': true,
  'clock.corrected': true,
  'generation.changed': true,
  'generation-id.set': true,
  'address.moved': true,
  'output-commit.set': true,
  'checkpoint.returned': true,
};

/** Whether an entry of the trace tells of the network. */
export function isNetworkEvent(event: WorldEvent): event is Extract<WorldEvent, NetworkEvent> {
  return event.kind in KINDS;
}

/** What happened in the network, in one sentence. */
export function networkSentence(event: NetworkEvent): string {
  switch (event.kind) {
    case 'connection.opened':
      return `${event.peer} opens a connection to ${event.vm}.`;
    case 'connection.established':
      return `The connection of ${event.peer} with ${event.vm} is open.`;
    case 'connection.retransmitted':
      return `${speaker(event)} has no answer and sends the same bytes again, for the ${ordinal(event.attempt)} time; the next time in ${formatTime(event.next)}.`;
    case 'connection.reset':
      return `${speaker(event)} breaks the connection with ${listener(event)} off (RST): ${reason(event.cause, speaker(event), listener(event))}.`;
    case 'connection.timed-out':
      return `${speaker(event)} gives up on ${listener(event)}: ${event.probing ? `${plural(event.attempts, 'probe')}` : `the same bytes ${plural(event.attempts + 1, 'time')}`}, and no answer for ${formatTime(event.waited)}.`;
    case 'connection.closed':
      return event.how === 'closed' ? `${event.peer} says goodbye to ${event.vm}.` : `${event.peer} vanishes without a word.`;
    case 'random.repeated':
      return `${event.vm} gives ${event.peer} the session number ${hexadecimal(event.session)}, which ${event.before} had before: its random numbers came again.`;
    case 'random.reseeded':
      return `The guest of ${event.vm} sees a new generation of its machine and reseeds its random numbers.`;
    case 'clock.behind':
      return `${event.peer} sees that the clock of ${event.vm} is ${formatTime(event.behind)} behind.`;
    case 'clock.corrected':
      return `The guest of ${event.vm} asks a time server and sets its clock forward by ${formatTime(event.by)}.`;
    case 'generation.changed':
      return `The VM generation ID of ${event.vm} is now ${event.generation}.`;
    case 'address.moved':
      return `The switch hears of ${event.address} from ${event.to.vm} on ${event.to.host} and no longer from ${event.from.vm} on ${event.from.host}: two machines have one address.`;
    case 'output-commit.set':
      return event.every === null ? `What ${event.vm} says goes out at once.` : `What ${event.vm} says goes out with the next checkpoint, every ${formatTime(event.every)}.`;
    case 'generation-id.set':
      return event.present ? `${event.vm} has a VM generation ID device.` : `${event.vm} has no VM generation ID device any more.`;
    case 'checkpoint.returned':
      return `${event.vm} is back at its checkpoint of ${formatTime(event.takenAt)}; ${plural(event.discarded, 'segment')} that it had said since never went out.`;
  }
}

function reason(cause: ResetCause, speaks: string, listens: string): string {
  switch (cause.kind) {
    case 'no-connection':
      return `${speaks} knows of no such connection`;
    case 'acknowledges-unsent':
      return `${listens} acknowledges ${plural((cause.acknowledged - cause.sent) >>> 0, 'byte')} that ${speaks} never sent`;
    case 'wrong-answer':
      return `the answer is to request ${cause.received}, and ${speaks} waits for that to ${cause.expected}`;
  }
}

function speaker({ by, vm, peer }: { readonly by: 'vm' | 'peer'; readonly vm: string; readonly peer: string }): string {
  return by === 'vm' ? vm : peer;
}

function listener({ by, vm, peer }: { readonly by: 'vm' | 'peer'; readonly vm: string; readonly peer: string }): string {
  return by === 'vm' ? peer : vm;
}

function ordinal(number: number): string {
  const ending = number % 100 > 10 && number % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}
