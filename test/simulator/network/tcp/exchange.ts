import { type ConnectionTimers, type ControlBlock, newBlock, type Ticks } from '../../../../src/simulator/network/tcp/control-block.ts';
import { receive } from '../../../../src/simulator/network/tcp/receive.ts';
import type { Endpoint, Segment } from '../../../../src/simulator/network/tcp/segment.ts';
import { acknowledge, open } from '../../../../src/simulator/network/tcp/transmit.ts';
import { advance } from '../../../../src/simulator/network/tcp/sequence.ts';

export const CLIENT: Endpoint = { address: 0xc633_6401, port: 40_001 };
export const SERVER: Endpoint = { address: 0x0a00_0001, port: 80 };
export const PATIENT: ConnectionTimers = { keepAlive: 1_800_000, giveUp: 25_000 };

/** Both sides of a connection that was opened at time 0, with initial numbers near the place where they go round. */
export function openConnection(timers: ConnectionTimers = PATIENT, now: Ticks = 0): { client: ControlBlock; server: ControlBlock } {
  const client = newBlock(CLIENT, SERVER, 0xffff_fff0, timers, now);
  const server = newBlock(SERVER, CLIENT, 5_000, timers, now);
  const syn = open(client, 'syn-sent', now);
  server.receiveNext = advance(syn.sequence, 1);
  const answer = open(server, 'syn-received', now);
  receive(client, answer, now);
  receive(server, acknowledge(client), now);
  return { client, server };
}

/** Hands segments over until nobody has anything to say; returns what each side was given, and all that was sent. */
export function exchange(client: ControlBlock, server: ControlBlock, first: readonly Segment[], now: Ticks) {
  const way = [...first];
  const sent: Segment[] = [];
  const toClient: number[] = [];
  const toServer: number[] = [];
  const notices: string[] = [];
  for (let segment = way.shift(); segment !== undefined; segment = way.shift()) {
    sent.push(segment);
    if (sent.length > 1000) throw new Error('The two sides do not stop talking.');
    const isForServer = segment.destination.port === SERVER.port;
    const block = isForServer ? server : client;
    if (block.state === 'closed') continue;
    const { replies, delivered, owesAcknowledgement, notice } = receive(block, segment, now);
    (isForServer ? toServer : toClient).push(...delivered);
    if (notice !== null) notices.push(`${isForServer ? 'server' : 'client'} ${notice.kind}`);
    way.push(...replies);
    if (owesAcknowledgement) way.push(acknowledge(block));
  }
  return { sent, toClient, toServer, notices };
}
