import type { ConnectionInventory, NetworkInventory, ResetCause } from '../../simulator/index.ts';
import { formatTime } from '../quantities.ts';
import { plural, preciseTime } from '../timeline/units.ts';
import { hexadecimal, positionsOf, since } from './sequence-words.ts';

/** What became of a connection, and why, in sentences with numbers. */
export interface Explanation {
  /** "reset", "in step". */
  readonly outcome: string;
  readonly sentences: readonly string[];
}

/** How it stands, in a word or two. */
export const OUTCOME_WORDS: Readonly<Record<ConnectionInventory['outcome'], string>> = {
  opening: 'opening',
  'in-step': 'in step',
  waiting: 'no answer',
  ahead: 'ahead of the VM',
  reset: 'reset',
  refused: 'refused',
  'timed-out': 'timed out',
  gone: 'gone unnoticed',
  closed: 'closed',
};

/** A guest's clock that is off by more than this is told of. */
const CLOCK_TOLERANCE = 128_000_000;

/** Says which outcome a connection has, and why. `vm` is the VM under which it is shown. */
export function explainConnection(connection: ConnectionInventory, vm: string, network: NetworkInventory): Explanation {
  return {
    outcome: OUTCOME_WORDS[connection.outcome],
    sentences: [
      ...standingSentences(connection, vm),
      ...twinSentences(connection, vm, network),
      ...randomSentences(connection, network),
      ...clockSentences(connection, network),
    ],
  };
}

function standingSentences(connection: ConnectionInventory, vm: string): string[] {
  const { peer, outcome, end } = connection;
  switch (outcome) {
    case 'opening':
      return [`${peer} has sent its first segment (SYN) and waits for the answer of ${vm}.`];
    case 'in-step':
      return inStepSentences(connection, vm);
    case 'waiting':
      return waitingSentences(connection, vm);
    case 'ahead':
      return aheadSentences(connection, vm);
    case 'reset':
    case 'refused':
    case 'timed-out':
      return end === null ? [] : endSentences(connection, end, vm);
    case 'gone':
      return goneSentences(connection, vm);
    case 'closed':
      return closedSentences(connection, vm);
  }
}

function closedSentences({ peer, end, journal }: ConnectionInventory, vm: string): string[] {
  const goodbye = `${peer} ${end?.kind === 'left' ? 'vanished' : 'said goodbye'}${end === null ? '' : ` at ${preciseTime(end.time)}`}, and ${vm} does not have the connection any more.`;
  const reset = journal.findLast(({ segment, time }) => segment.rst && time > (end?.time ?? 0));
  if (reset === undefined) return [goodbye];
  const how = reset.from === null ? `the machine of ${peer} answered with a RST, for nobody was there` : `the machine of ${peer} acknowledged what ${reset.from} had not sent, which it answered with a RST`;
  return [goodbye, `${vm} had it once more when it was put back, and spoke on it: at ${preciseTime(reset.time)} ${how}.`];
}

function inStepSentences(connection: ConnectionInventory, vm: string): string[] {
  const { peer, answers, vmSide } = connection;
  const { peerReceived, peerSent } = positionsOf(connection);
  if (vmSide === null) return [`${vm} cannot be asked now; ${peer} has had ${plural(answers, 'answer')}.`];
  return [
    `Both sides know the same: ${peer} expects byte ${peerReceived} of ${vm}, and ${vm} expects byte ${peerSent} of ${peer} or has it already.`,
    `${plural(answers, 'request')} answered. A roll back to a moment when fewer were answered would leave ${peer} ahead of ${vm}.`,
  ];
}

function waitingSentences(connection: ConnectionInventory, vm: string): string[] {
  const { peer, peerSide } = connection;
  const next = peerSide.retransmitIn === null ? '' : ` It tries again in ${preciseTime(peerSide.retransmitIn)}, and each time waits twice as long.`;
  const what = peerSide.retransmissions > 0
    ? `${peer} has sent the same bytes ${peerSide.retransmissions + 1} times, and ${vm} does not acknowledge them.`
    : `${peer} has asked ${peerSide.probes} times whether ${vm} is there, and nobody answers.`;
  return [`${what}${next}`, `${peer} gives up when nobody has answered for ${formatTime(peerSide.giveUpAfter)}.`];
}

function aheadSentences(connection: ConnectionInventory, vm: string): string[] {
  const { peer, vmSide, peerSide } = connection;
  const { peerReceived, vmSent, vmReceived, peerAcknowledged } = positionsOf(connection);
  if (vmSide === null || vmSent === null || vmReceived === null) {
    return [
      `${peer} has an open connection, and ${vm} does not know of it: it is not in the state that ${vm} goes on from.`,
      `To the next segment of ${peer} the VM will answer with a RST.`,
    ];
  }
  const sentences: string[] = [];
  const never = peerReceived - vmSent;
  if (never > 0) sentences.push(`${peer} has the bytes of ${vm} up to ${peerReceived}; ${vm} goes on from an earlier state, in which it had sent only those up to ${vmSent}: ${plural(never, 'byte')} that it does not know of.`);
  const forgotten = peerAcknowledged - vmReceived;
  if (forgotten > 0) sentences.push(`${vm} had acknowledged the bytes of ${peer} up to ${peerAcknowledged}, and now knows of those up to ${vmReceived}: ${plural(forgotten, 'byte')} are forgotten, and ${peer} does not have them any more.`);
  sentences.push(
    `Neither has found out. ${vm} will, with the next segment of ${peer}${connection.requestEvery === null ? ` (at the latest its keep-alive, after ${formatTime(peerSide.keepAliveAfter)} of silence)` : ''}: it acknowledges what was never sent, and the answer to that is a RST.`,
  );
  return sentences;
}

function endSentences(connection: ConnectionInventory, end: NonNullable<ConnectionInventory['end']>, vm: string): string[] {
  const { peer } = connection;
  switch (end.kind) {
    case 'reset':
      return [`${end.from} sent a RST, which reached ${peer} at ${preciseTime(end.time)}. ${causeSentence(connection, end.cause, end.from)}`];
    case 'aborted':
      return [`${peer} broke the connection off with a RST at ${preciseTime(end.time)}. ${causeSentence(connection, end.cause, vm)}`];
    case 'timed-out': {
      const tries = end.probing ? `${peer} asked ${plural(end.attempts, 'time')} whether ${vm} is there` : `${peer} sent the same bytes ${plural(end.attempts + 1, 'time')}, each time after twice the wait`;
      return [
        `${tries}, and for ${formatTime(end.waited)} nobody answered. At ${preciseTime(end.time)} it gave up; its patience is ${formatTime(connection.peerSide.giveUpAfter)}.`,
        connection.vmSide === null ? `${vm} does not know of the connection any more.` : `${vm} still has the connection in its table. When it speaks on it, the machine of ${peer} answers with a RST.`,
      ];
    }
    case 'closed':
    case 'left':
      return [];
  }
}

/** Why the one who sent the RST could not go on. */
function causeSentence(connection: ConnectionInventory, cause: ResetCause | null, machine: string): string {
  const { peer, from, peerSide } = connection;
  switch (cause?.kind) {
    case 'acknowledges-unsent': {
      const acknowledged = since(peerSide.initialReceive, cause.acknowledged);
      const sent = since(peerSide.initialReceive, cause.sent);
      return `${peer} had acknowledged the bytes of ${machine} up to ${acknowledged}, and ${machine} had sent only those up to ${sent}: the other ${plural(acknowledged - sent, 'byte')} were said after the state that ${machine} goes on from, and ${machine} knows nothing of them. The two cannot go on together.`;
    }
    case 'no-connection':
      return `${machine} knows of no connection with ${from}: it was opened after the state that ${machine} goes on from, or was lost with its memory.`;
    case 'wrong-answer':
      return `${peer} waited for the answer to request ${cause.expected} and got one to request ${cause.received}.`;
    case undefined:
      return '';
  }
}

function goneSentences({ peer, end, vmSide }: ConnectionInventory, vm: string): string[] {
  const how = end?.kind === 'left' ? 'vanished without a word' : 'said goodbye';
  const finds = vmSide === null ? '' : ` It finds out when it speaks, at the latest with its keep-alive after ${formatTime(vmSide.keepAliveAfter)} of silence: ${end?.kind === 'left' ? `nobody will answer, and ${vm} gives up after ${formatTime(vmSide.giveUpAfter)}` : `what the machine of ${peer} answers does not fit, and the connection is reset`}.`;
  return [`${peer} ${how}${end === null ? '' : ` at ${preciseTime(end.time)}`}. ${vm} does not know of that and has the connection in its table as before.${finds}`];
}

function twinSentences({ peer, end, vm: own }: ConnectionInventory, vm: string, { twins, address }: NetworkInventory): string[] {
  const sentences: string[] = [];
  if (end?.kind === 'reset' && end.from !== own) {
    sentences.push(`The RST came from ${end.from}, not from ${own}: both have the address ${address}, and the switch had last heard of it from ${end.from}. ${own} itself was not asked.`);
  }
  if (twins.length > 0) {
    sentences.push(`${twins.join(' and ')} ${twins.length === 1 ? 'has' : 'have'} the address ${address} too, and in memory the same connections. What ${peer} sends reaches the one that spoke last, which changes from frame to frame.`);
  }
  if (own !== vm) sentences.push(`${vm} was made from a snapshot of ${own}; ${peer} opened this connection to ${own}.`);
  return sentences;
}

function randomSentences({ session, repeated, vm }: ConnectionInventory, { hasGenerationDevice }: NetworkInventory): string[] {
  if (repeated === null || session === null) return [];
  const why = `The random numbers of ${vm} lie in its memory, so they came again with it.`;
  const mend = hasGenerationDevice ? '' : ' A VM generation ID device would have told its guest, which then mixes in something new.';
  return [`The session number ${hexadecimal(session)} had been given to ${repeated.before} before (opened at ${preciseTime(repeated.since)}): whoever has one can pass for the other. ${why}${mend}`];
}

function clockSentences({ clockBehind, vm, peer }: ConnectionInventory, network: NetworkInventory): string[] {
  if (clockBehind === null || Math.abs(clockBehind) <= CLOCK_TOLERANCE) return [];
  const now = network.clockBehind !== null && Math.abs(network.clockBehind) <= CLOCK_TOLERANCE ? ' It has been corrected since.' : ' It stays so until the guest asks a time server, every 64 s of its own time.';
  return [`By the last answer that ${peer} had, the clock of ${vm} was ${formatTime(clockBehind)} behind.${now}`];
}
