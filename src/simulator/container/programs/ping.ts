import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { errorText } from './error-text.ts';
import { optionsOf, refuse } from './options.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { exit, type Program, type Step, waitFor } from './program.ts';

/** What a bridge and a veth pair take for a packet and its answer: milliseconds. */
const MILLISECONDS_PER_HOP = 0.05;
const FIRST_TTL = 64;

interface Progress {
  sent: number;
  received: number;
}

function ping(process: ProcessView): Step {
  const { values, operands: [address] } = optionsOf(process, 'nq', 'ciWw');
  if (address === undefined) refuse(process, 'usage error: Destination address required');
  if (!/^\d+(\.\d+){3}$/.test(address)) throw new ProgramFailure(`${address}: Name or service not known`);
  const times = Number(values.get('c') ?? 4);
  const interval = Number(values.get('i') ?? 1) * NANOSECONDS_PER_SECOND;
  const { memory } = process;
  if (memory['progress'] === undefined) process.print(`PING ${address} (${address}) 56(84) bytes of data.\n`);
  const progress = (memory['progress'] ??= { sent: 0, received: 0 }) as Progress;
  if (progress.sent >= times) return finish(process, address, progress, interval);
  const answer = process.call('echo', address);
  progress.sent++;
  if (answer.ok) {
    progress.received++;
    process.print(`64 bytes from ${address}: icmp_seq=${progress.sent} ttl=${FIRST_TTL - Math.max(0, answer.value - 1)} time=${(MILLISECONDS_PER_HOP * (answer.value + 1)).toFixed(3)} ms\n`);
  } else if (answer.errno === 'EHOSTUNREACH') process.print(`From ${address} icmp_seq=${progress.sent} Destination Host Unreachable\n`);
  else throw new ProgramFailure(answer.errno === 'EPERM' ? `socket: ${errorText('EPERM')}` : `connect: ${errorText(answer.errno)}`);
  return waitFor({ for: 'time', until: process.now + (progress.sent < times ? interval : 0) });
}

function finish(process: ProcessView, address: string, { sent, received }: Progress, interval: number): Step {
  const lost = Math.round((100 * (sent - received)) / sent);
  const took = Math.round(((sent - 1) * interval) / 1e6);
  process.print(`\n--- ${address} ping statistics ---\n${sent} packets transmitted, ${received} received, ${lost}% packet loss, time ${took}ms\n`);
  return exit(received > 0 ? 0 : 1);
}

/** Sends echo requests, and prints how long each answer took (ping(8)). */
export const PING: Program = {
  name: 'ping', usage: 'ping [-c TIMES] [-i SECONDS] ADDRESS', about: 'Asks an address for an answer, four times or as often as -c says.', step: ping,
};
