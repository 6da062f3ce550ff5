import { describe, expect, it } from 'vitest';
import { checkTimers, nextTimer } from '../../../../src/simulator/network/tcp/timers.ts';
import { transmit } from '../../../../src/simulator/network/tcp/transmit.ts';
import { exchange, openConnection } from './exchange.ts';

const SECOND = 250;

/** When a side that nobody answers does what, in seconds. */
function unanswered(block: Parameters<typeof checkTimers>[0], until: number): (readonly [string, number])[] {
  const done: (readonly [string, number])[] = [];
  for (let next = nextTimer(block); next <= until * SECOND; next = nextTimer(block)) {
    const { kind } = checkTimers(block, next);
    if (kind !== 'nothing') done.push([kind, next / SECOND]);
  }
  return done;
}

describe('Timers', () => {
  it('send again after 1 s, wait twice as long each time, and give up after 100 s', () => {
    const { client } = openConnection();
    transmit(client, [1], 0);
    expect(unanswered(client, 200)).toEqual([
      ['retransmitted', 1],
      ['retransmitted', 3],
      ['retransmitted', 7],
      ['retransmitted', 15],
      ['retransmitted', 31],
      ['retransmitted', 63],
      ['gave-up', 100],
    ]);
    expect(client.state).toBe('closed');
  });

  it('send the same bytes again, with the same numbers', () => {
    const { client } = openConnection();
    const [first] = transmit(client, [1, 2, 3], 0);
    const outcome = checkTimers(client, SECOND);
    expect(outcome).toMatchObject({ kind: 'retransmitted', attempt: 1, timeout: 2 * SECOND, segment: first });
  });

  it('forget the back-off as soon as something is acknowledged', () => {
    const { client, server } = openConnection();
    transmit(client, [1], 0);
    const again = checkTimers(client, SECOND);
    if (again.kind !== 'retransmitted') throw new Error('nothing was sent again');
    exchange(client, server, [again.segment], SECOND);
    expect([client.retransmitAt, client.retransmissionTimeout, client.retransmissions]).toEqual([0, SECOND, 0]);
  });

  it('do not measure the round trip of what was sent twice, and measure that of what was sent once', () => {
    const { client, server } = openConnection();
    const measured = client.smoothedRoundTrip;
    transmit(client, [1], 0);
    const again = checkTimers(client, SECOND);
    if (again.kind !== 'retransmitted') throw new Error('nothing was sent again');
    exchange(client, server, [again.segment], 3 * SECOND);
    expect(client.smoothedRoundTrip).toBe(measured);
    exchange(client, server, transmit(client, [2], 4 * SECOND), 4 * SECOND + 8);
    expect(client.smoothedRoundTrip).toBe(measured + (8 * 8 - measured) / 8);
  });

  it('probe a silent side, and give up where it does not answer', () => {
    const { client } = openConnection({ keepAlive: 10 * SECOND, giveUp: 25 * SECOND });
    expect(unanswered(client, 100)).toEqual([
      ['probed', 10],
      ['probed', 20],
      ['probed', 30],
      ['gave-up', 35],
    ]);
  });

  it('let a closed connection be forgotten after a minute', () => {
    const { client } = openConnection();
    client.state = 'time-wait';
    expect(nextTimer(client)).toBe(60 * SECOND);
    checkTimers(client, 60 * SECOND - 1);
    expect(client.state).toBe('time-wait');
    checkTimers(client, 60 * SECOND);
    expect(client.state).toBe('closed');
  });

  it('start anew with every sign of life', () => {
    const { client, server } = openConnection({ keepAlive: 10 * SECOND, giveUp: 25 * SECOND });
    const first = checkTimers(client, 10 * SECOND);
    if (first.kind !== 'probed') throw new Error('nothing was probed');
    exchange(client, server, [first.segment], 10 * SECOND);
    expect([client.probes, nextTimer(client)]).toEqual([0, 20 * SECOND]);
  });
});
