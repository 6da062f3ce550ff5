import { describe, expect, it } from 'vitest';
import { receive } from '../../../../src/simulator/network/tcp/receive.ts';
import type { Segment } from '../../../../src/simulator/network/tcp/segment.ts';
import { checkTimers, nextTimer } from '../../../../src/simulator/network/tcp/timers.ts';
import { acknowledge, transmit } from '../../../../src/simulator/network/tcp/transmit.ts';
import { openConnection, PATIENT, SERVER } from './exchange.ts';
import fc from '../../../helpers/property.ts';

/** What becomes of a segment: lost, or there after so many ticks, or there twice. */
const fates = fc.array(fc.constantFrom('lost', 'soon', 'soon', 'soon', 'late', 'twice'), { minLength: 1, maxLength: 40 });
const messages = fc.array(fc.array(fc.nat(255), { minLength: 1, maxLength: 2_000 }), { minLength: 1, maxLength: 6 });

describe('A stream of bytes', () => {
  it('arrives in order and exactly once, whatever is lost, late or doubled', () => {
    fc.assert(
      fc.property(messages, messages, fates, (fromClient, fromServer, fate) => {
        const { client, server } = openConnection({ ...PATIENT, giveUp: 10_000_000 });
        const way: { at: number; segment: Segment }[] = [];
        let now = 0;
        let sent = 0;
        const send = (segments: readonly Segment[]): void => {
          for (const segment of segments) {
            const what = sent < 200 ? fate[sent % fate.length] : 'soon';
            sent++;
            if (what !== 'lost') way.push({ at: now + (what === 'late' ? 300 : 1), segment });
            if (what === 'twice') way.push({ at: now + 40, segment });
          }
        };
        const got = { client: [] as number[], server: [] as number[] };
        for (const message of fromClient) send(transmit(client, message, now));
        for (const message of fromServer) send(transmit(server, message, now));
        const isDone = (): boolean => client.unacknowledged.length === 0 && server.unacknowledged.length === 0;
        while (!isDone() || way.length > 0) {
          now = Math.min(...way.map(({ at }) => at), ...[client, server].map((block) => (block.retransmitAt > 0 ? nextTimer(block) : Number.POSITIVE_INFINITY)));
          const due = way.filter(({ at }) => at <= now);
          for (const one of due) {
            way.splice(way.indexOf(one), 1);
            const isForServer = one.segment.destination.port === SERVER.port;
            const block = isForServer ? server : client;
            const { replies, delivered, owesAcknowledgement } = receive(block, one.segment, now);
            got[isForServer ? 'server' : 'client'].push(...delivered);
            send(replies);
            if (owesAcknowledgement) send([acknowledge(block)]);
          }
          for (const block of [client, server]) {
            const outcome = checkTimers(block, now);
            if (outcome.kind === 'retransmitted' || outcome.kind === 'probed') send([outcome.segment]);
          }
        }
        expect(got.server).toEqual(fromClient.flat());
        expect(got.client).toEqual(fromServer.flat());
        expect([client.state, server.state]).toEqual(['established', 'established']);
      }),
      { numRuns: 60 },
    );
  });
});
