import { describe, expect, test } from 'vitest';
import { EventQueue } from '../../../src/simulator/kernel/event-queue.ts';
import { RandomStream } from '../../../src/simulator/kernel/random.ts';
import { milliseconds, seconds } from '../../../src/simulator/kernel/time.ts';
import { ServiceClients, type ServiceSample } from '../../../src/simulator/network/service.ts';

const SETTINGS = { requestsPerSecond: 1000, workPerRequest: milliseconds(0.2), roundTrip: milliseconds(0.5) };

/** Clients of a machine that runs but for an outage, and the samples of so many tenths of a second. */
function measure(tenths: number, outage = { from: 0, to: 0 }, settings = SETTINGS): ServiceSample[] {
  const queue = new EventQueue();
  const samples: ServiceSample[] = [];
  const server = {
    runningTime: () => {
      const { now } = queue;
      if (now <= outage.from) return now;
      return now <= outage.to ? outage.from : now - (outage.to - outage.from);
    },
    isReachable: () => true,
  };
  const random = new RandomStream(1, 'clients');
  const clients = new ServiceClients(queue, random, settings, server, (sample) => samples.push(sample));
  queue.runUntil(tenths * milliseconds(100));
  clients.stop();
  expect(queue.waiting).toBe(0);
  return samples;
}

function total(samples: readonly ServiceSample[]): number {
  return samples.reduce((sum, sample) => sum + sample.answered, 0);
}

describe('clients of a server that runs', () => {
  test('get about as many answers as they ask for, in about the time that a request takes', () => {
    const samples = measure(100);
    // 10 s of a Poisson process of 1000 a second: 10 000, with a standard deviation of 100.
    expect(total(samples)).toBeGreaterThan(9500);
    expect(total(samples)).toBeLessThan(10_500);
    for (const { medianLatency } of samples) {
      // 0.2 ms of work and 0.5 ms on the way; the server is busy a fifth of the time, so half wait hardly at all.
      expect(medianLatency).toBeGreaterThanOrEqual(milliseconds(0.7));
      expect(medianLatency).toBeLessThan(milliseconds(1.2));
    }
  });

  test('are the same at the same seed', () => {
    expect(measure(10)).toEqual(measure(10));
  });

  test('wait longer and longer where they ask for more than it can do', () => {
    const samples = measure(20, undefined, { ...SETTINGS, requestsPerSecond: 10_000 });
    // 0.2 ms a request is 5000 a second, 500 in a tenth, half of what comes.
    for (const { answered } of samples) expect(Math.abs(answered - 500)).toBeLessThanOrEqual(1);
    expect(samples.at(-1)?.waiting).toBeGreaterThan(9000);
  });
});

describe('clients of a server that stands still for 300 ms', () => {
  const samples = measure(30, { from: seconds(1), to: seconds(1) + milliseconds(300) });

  test('get no answer in that time, and lose none', () => {
    expect(samples.slice(10, 13).map((sample) => sample.answered)).toEqual([0, 0, 0]);
    expect(samples.slice(10, 13).map((sample) => sample.medianLatency)).toEqual([null, null, null]);
    expect(total(samples)).toBeGreaterThan(2800);
    expect(samples.at(-1)?.waiting).toBeLessThan(10);
  });

  test('see latencies as long as the outage right after it, and the old ones when the pile is gone', () => {
    const longest = samples[13]?.longestLatency ?? 0;
    expect(longest).toBeGreaterThan(milliseconds(290));
    expect(longest).toBeLessThan(milliseconds(310));
    expect(samples[25]?.p99Latency).toBeLessThan(milliseconds(5));
  });
});

test('requests that do not find the machine wait until they do', () => {
  const queue = new EventQueue();
  const samples: ServiceSample[] = [];
  let isReachable = false;
  const server = { runningTime: () => queue.now, isReachable: () => isReachable };
  const clients = new ServiceClients(queue, new RandomStream(1, 'clients'), SETTINGS, server, (sample) => {
    samples.push(sample);
  });
  queue.runUntil(milliseconds(100));
  isReachable = true;
  queue.runUntil(milliseconds(300));
  clients.stop();
  expect(samples[0]?.answered).toBe(0);
  expect(samples[0]?.waiting).toBeGreaterThan(50);
  expect(samples[1]?.longestLatency).toBeGreaterThan(milliseconds(90));
  expect(samples[2]?.waiting).toBeLessThan(10);
});
