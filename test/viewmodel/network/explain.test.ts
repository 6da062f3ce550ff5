import { describe, expect, it } from 'vitest';
import type { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { restingText } from '../../../src/viewmodel/datacenter/vm-row.ts';
import { connectionDocument } from '../../../src/viewmodel/network/connection-document.ts';
import { connectionRows } from '../../../src/viewmodel/network/connection-rows.ts';
import { explainConnection } from '../../../src/viewmodel/network/explain.ts';
import { rollBackSentences, snapshotWarning } from '../../../src/viewmodel/network/roll-back-forecast.ts';
import { advance, connection, run, vmOf, worldWithServer } from '../../helpers/connected-world.ts';

const SHOP = { kind: 'vm.connect', vm: 'web', peer: 'shop', requestEveryMilliseconds: 500, giveUpAfterSeconds: 20 } as const;
const QUIET = { kind: 'vm.connect', vm: 'web', peer: 'quiet', giveUpAfterSeconds: 20, keepAliveSeconds: 10 } as const;
const ROLL_BACK = { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' } as const;

/** Two peers, and a snapshot after 1.2 s. */
function worldWithSnapshot(): DataCenter {
  const world = worldWithServer();
  run(world, [SHOP, QUIET]);
  advance(world, 1.2);
  run(world, [{ kind: 'vm.snapshot', vm: 'web' }]);
  advance(world, 0.01);
  return world;
}

function sentences(world: DataCenter, peer: string, vm = 'web'): readonly string[] {
  const { network } = vmOf(world, vm);
  if (network === undefined) throw new Error('The VM is not on the network.');
  return explainConnection(connection(world, peer, vm), vm, network).sentences;
}

describe('The explanation of a connection', () => {
  it('that is in step names what both sides know', () => {
    expect(sentences(worldWithSnapshot(), 'shop')[0]).toBe(
      'Both sides know the same: shop expects byte 49 of web, and web expects byte 49 of shop or has it already.',
    );
  });

  it('whose peer is ahead counts the bytes that the VM never said', () => {
    const world = worldWithSnapshot();
    advance(world, 3);
    run(world, [ROLL_BACK]);
    advance(world, 0.01);
    expect(sentences(world, 'shop')).toEqual([
      'shop has the bytes of web up to 145; web goes on from an earlier state, in which it had sent only those up to 49: 96 bytes that it does not know of.',
      'web had acknowledged the bytes of shop up to 145, and now knows of those up to 49: 96 bytes are forgotten, and shop does not have them any more.',
      'Neither has found out. web will, with the next segment of shop: it acknowledges what was never sent, and the answer to that is a RST.',
    ]);
    advance(world, 1);
    expect(sentences(world, 'shop')[0]).toMatch(/^web sent a RST, which reached shop at 4\.\d\d s\. shop had acknowledged the bytes of web up to 145, and web had sent only those up to 49: the other 96 bytes were said after the state that web goes on from, and web knows nothing of them\./);
  });

  it('that the VM does not know of says so', () => {
    const world = worldWithSnapshot();
    run(world, [{ ...SHOP, peer: 'late' }]);
    advance(world, 1.2);
    run(world, [ROLL_BACK]);
    advance(world, 0.01);
    expect(sentences(world, 'late')[0]).toBe('late has an open connection, and web does not know of it: it is not in the state that web goes on from.');
    advance(world, 1);
    expect(sentences(world, 'late')[0]).toContain('web knows of no connection with 198.51.100.3:40003: it was opened after the state that web goes on from');
  });

  it('that waits, and then times out, counts what was tried', () => {
    const world = worldWithSnapshot();
    run(world, [{ kind: 'vm.pause', vm: 'web' }]);
    advance(world, 4);
    expect(sentences(world, 'shop')).toEqual([
      expect.stringMatching(/^shop has sent the same bytes 3 times, and web does not acknowledge them\. It tries again in .+, and each time waits twice as long\.$/),
      'shop gives up when nobody has answered for 20 s.',
    ]);
    advance(world, 20);
    expect(sentences(world, 'shop')[0]).toMatch(/^shop sent the same bytes 5 times, each time after twice the wait, and for 20 s nobody answered\. At .+ it gave up; its patience is 20 s\.$/);
  });

  it('whose peer is gone says how the VM will find out', () => {
    const world = worldWithSnapshot();
    run(world, [{ kind: 'vm.disconnect', vm: 'web', peer: 'quiet' }]);
    advance(world, 1);
    run(world, [ROLL_BACK]);
    advance(world, 1);
    expect(sentences(world, 'quiet')[0]).toBe(
      'quiet said goodbye at 1.21 s. web does not know of that and has the connection in its table as before. It finds out when it speaks, at the latest with its keep-alive after 10 s of silence: what the machine of quiet answers does not fit, and the connection is reset.',
    );
    advance(world, 12);
    expect(sentences(world, 'quiet')).toEqual([
      'quiet said goodbye at 1.21 s, and web does not have the connection any more.',
      expect.stringMatching(/^web had it once more when it was put back, and spoke on it: at .+ the machine of quiet acknowledged what web had not sent, which it answered with a RST\.$/),
    ]);
  });

  it('that a twin broke names the twin', () => {
    const world = worldWithSnapshot();
    advance(world, 1);
    run(world, [{ kind: 'snapshot.clone', vm: 'web', snapshot: 'snapshot-1', as: 'web-2', host: 'beta' }]);
    advance(world, 2);
    expect(sentences(world, 'shop')[1]).toBe(
      'The RST came from web-2, not from web: both have the address 10.0.0.1, and the switch had last heard of it from web-2. web itself was not asked.',
    );
    expect(sentences(world, 'shop')[2]).toContain('web-2 has the address 10.0.0.1 too');
    expect(restingText(vmOf(world, 'web'))).toBe('running · same address as web-2 · 64 MiB · 2 000 writes/s');
  });

  it('with a number that another one had tells why, and what would help', () => {
    const world = worldWithSnapshot();
    run(world, [{ ...SHOP, peer: 'first' }]);
    advance(world, 1);
    run(world, [ROLL_BACK]);
    advance(world, 1);
    run(world, [{ ...SHOP, peer: 'second' }]);
    advance(world, 1);
    const told = sentences(world, 'second');
    expect(connectionRows(vmOf(world, 'web')).find(({ label }) => label === 'second')).toMatchObject({
      description: 'same number as first · in step · 2 answers · 500 µs',
      icon: 'warning',
    });
    expect(told.find((sentence) => sentence.includes('had been given to first before'))).toContain('A VM generation ID device would have told its guest');
    expect(told.find((sentence) => sentence.includes('behind'))).toMatch(/^By the last answer that second had, the clock of web was 1 s behind\. It stays so until/);
  });
});

describe('What a roll back will do', () => {
  it('is said of each connection', () => {
    const world = worldWithSnapshot();
    run(world, [{ ...SHOP, peer: 'late' }]);
    advance(world, 2);
    const vm = vmOf(world, 'web');
    expect(rollBackSentences(vm, vm.snapshots[0]!)).toEqual([
      '2 connections will break, for what is outside does not go back with web:',
      '• shop: has 64 bytes that web will not know of. It will be reset.',
      '• quiet: goes on. Nothing was said on it since.',
      '• late: was opened since. web will not know it, and reset it.',
    ]);
    expect(snapshotWarning(vm)).toBe('A later roll back will break 2 of its 3 connections.');
  });

  it('is said of one whose peer has left, and of none where there is none', () => {
    const world = worldWithSnapshot();
    run(world, [{ kind: 'vm.disconnect', vm: 'web', peer: 'quiet', how: 'leave' }, { kind: 'vm.disconnect', vm: 'web', peer: 'shop' }]);
    advance(world, 1);
    const vm = vmOf(world, 'web');
    expect(rollBackSentences(vm, vm.snapshots[0]!)).toContain('• quiet: has left since. web will go on with a connection that nobody is at.');
    expect(snapshotWarning(vm)).toBe('');
    expect(rollBackSentences(vmOf(worldWithServer(), 'web'), vm.snapshots[0]!)).toEqual([]);
  });
});

describe('Rows and documents', () => {
  it('show the outcome with an icon of its own, and the numbers', () => {
    const world = worldWithSnapshot();
    advance(world, 1);
    run(world, [ROLL_BACK]);
    advance(world, 1);
    const rows = connectionRows(vmOf(world, 'web'));
    expect(rows.map(({ id, label, description, icon, context, spoken }) => ({ id, label, description, icon, context, spoken }))).toEqual([
      { id: 'connection/web/shop', label: 'shop', description: 'reset by web', icon: 'debug-disconnect', context: 'connection.ended', spoken: 'shop, connection with web, reset by web' },
      { id: 'connection/web/quiet', label: 'quiet', description: 'in step · 1 answer · 500 µs', icon: 'plug', context: 'connection.open', spoken: 'quiet, connection with web, in step · 1 answer · 500 µs' },
    ]);
  });

  it('show what a server in the guest was asked and answered', () => {
    const world = worldWithServer({ kind: 'key-value', requestsPerSecond: 100 });
    advance(world, 5);
    run(world, [SHOP]);
    advance(world, 3);
    expect(connectionDocument(vmOf(world, 'web'), 'shop')).toMatch(/\| shop \| ACK bytes \d+ to \d+, expects \d+: "(GET|PUT) .+" \|/);
  });

  it('tell the whole story, with the segments that were lost', () => {
    const world = worldWithSnapshot();
    run(world, [{ kind: 'vm.stop', vm: 'web' }]);
    advance(world, 2);
    const text = connectionDocument(vmOf(world, 'web'), 'shop');
    expect(text).toContain('# shop and web: no answer');
    expect(text).toMatch(/\| 1\.5\d{3} s \| shop \| ACK bytes 49 to 64, expects 49 \| lost: no machine that is on has this address \|/);
    expect(text).toContain('| State | established | not in its table |');
    expect(connectionDocument(vmOf(world, 'web'), 'nobody')).toBe('# nobody\n\nThis connection is forgotten.\n');
  });
});
