import { describe, expect, it } from 'vitest';
import { receive } from '../../../../src/simulator/network/tcp/receive.ts';
import { acknowledge, finish, probe, transmit } from '../../../../src/simulator/network/tcp/transmit.ts';
import { refusal } from '../../../../src/simulator/network/tcp/segment.ts';
import { exchange, openConnection } from './exchange.ts';

const HELLO = [104, 101, 108, 108, 111];

describe('A connection', () => {
  it('opens with three segments, and then both sides know the same numbers', () => {
    const { client, server } = openConnection();
    expect([client.state, server.state]).toEqual(['established', 'established']);
    expect([client.sendNext, server.receiveNext]).toEqual([0xffff_fff1, 0xffff_fff1]);
    expect([server.sendNext, client.receiveNext]).toEqual([5_001, 5_001]);
  });

  it('carries bytes past the place where sequence numbers go round', () => {
    const { client, server } = openConnection();
    const bytes = Array.from({ length: 40 }, (_, index) => index);
    const { toServer } = exchange(client, server, transmit(client, bytes, 1), 1);
    expect(toServer).toEqual(bytes);
    expect([client.sendNext, client.sendUnacknowledged, server.receiveNext]).toEqual([25, 25, 25]);
    expect([client.unacknowledged, client.retransmitAt]).toEqual([[], 0]);
  });

  it('delivers a segment once that comes twice', () => {
    const { client, server } = openConnection();
    const [segment] = transmit(client, HELLO, 1);
    expect(exchange(client, server, [segment!, segment!], 1).toServer).toEqual(HELLO);
  });

  it('delivers nothing that comes after a gap', () => {
    const { client, server } = openConnection();
    const [first] = transmit(client, HELLO, 1);
    const [second] = transmit(client, [1, 2, 3], 1);
    const reception = receive(server, second!, 1);
    expect(reception.delivered).toEqual([]);
    expect(reception.replies[0]?.acknowledgement).toBe(0xffff_fff1);
    expect(receive(server, first!, 1).delivered).toEqual(HELLO);
    expect(receive(server, second!, 1).delivered).toEqual([1, 2, 3]);
  });

  it('ends when both have said so', () => {
    const { client, server } = openConnection();
    const { notices } = exchange(client, server, [finish(client, 'fin-wait-1', 1)], 1);
    expect(notices).toEqual(['server finished']);
    expect(exchange(client, server, [finish(server, 'last-ack', 2)], 2).notices).toEqual(['client closed', 'server closed']);
    expect([client.state, server.state]).toEqual(['time-wait', 'closed']);
  });

  it('answers a keep-alive probe and takes nothing from it', () => {
    const { client, server } = openConnection();
    const reception = receive(server, probe(client), 7);
    expect(reception.replies).toEqual([acknowledge(server)]);
    expect(server.heardAt).toBe(7);
  });

  it('is reset by the side that never sent what is acknowledged', () => {
    const { client, server } = openConnection();
    const before = structuredClone(server);
    exchange(client, server, transmit(server, HELLO, 1), 1);
    const { replies, notice } = receive(before, acknowledge(client), 2);
    expect(notice).toEqual({ kind: 'reset-sent', cause: { kind: 'acknowledges-unsent', acknowledged: 5_006, sent: 5_001 } });
    expect(replies[0]).toMatchObject({ rst: true, sequence: 5_006, acknowledgement: null });
    expect(receive(client, replies[0]!, 2).notice?.kind).toBe('reset-received');
    expect([before.state, client.state]).toEqual(['closed', 'closed']);
  });

  it('does not let itself be reset by a number that is not the next one', () => {
    const { client, server } = openConnection();
    const forged = { ...acknowledge(server), rst: true, acknowledgement: null, sequence: server.sendNext + 3 };
    expect(receive(client, forged, 1).notice).toBeNull();
    expect(client.state).toBe('established');
  });

  it('is refused where nobody knows it, with a number that its sender believes', () => {
    const { client } = openConnection();
    const [segment] = transmit(client, HELLO, 1);
    const reset = refusal(segment!);
    expect(reset).toMatchObject({ rst: true, sequence: 5_001 });
    expect(receive(client, reset!, 1).notice).toEqual({ kind: 'reset-received', cause: { kind: 'no-connection' } });
    expect(refusal(reset!)).toBeNull();
  });
});
