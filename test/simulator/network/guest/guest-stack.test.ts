import { describe, expect, it } from 'vitest';
import { ConnectionTable } from '../../../../src/simulator/network/guest/connection-table.ts';
import { GuestKernel } from '../../../../src/simulator/network/guest/guest-kernel.ts';
import { guestLayout } from '../../../../src/simulator/network/guest/guest-layout.ts';
import { type GuestHardware, GuestStack } from '../../../../src/simulator/network/guest/guest-stack.ts';
import { GuestWords } from '../../../../src/simulator/network/guest/guest-words.ts';
import type { ContentKind } from '../../../../src/simulator/memory/contents.ts';
import { GuestMemory } from '../../../../src/simulator/memory/guest-memory.ts';
import { PageTable } from '../../../../src/simulator/memory/page-table.ts';
import { newBlock } from '../../../../src/simulator/network/tcp/control-block.ts';
import { open } from '../../../../src/simulator/network/tcp/transmit.ts';
import { CLIENT, PATIENT, SERVER } from '../tcp/exchange.ts';
import fc from '../../../helpers/property.ts';

const PAGES = 512;
const POOL = [1, 2, 3, 4];

function hardware(kind: ContentKind, memory = new GuestMemory(new PageTable(kind, PAGES)), uptime = 0): GuestHardware {
  return { memory, layout: guestLayout(kind, PAGES), address: SERVER.address, uptime, outside: uptime, generation: null, serve: (body) => body };
}

function syn() {
  return open(newBlock(CLIENT, SERVER, 77, PATIENT, 0), 'syn-sent', 0);
}

describe.each<ContentKind>(['bytes', 'numbers'])('The network stack of a guest whose pages are %s', (kind) => {
  it('keeps all of a connection in pages: a copy of them is the same connection', () => {
    const memory = new GuestMemory(new PageTable(kind, PAGES));
    const stack = new GuestStack(hardware(kind, memory));
    stack.startServer(POOL, PATIENT);
    stack.receive(syn());
    const copy = new GuestStack(hardware(kind, new GuestMemory(PageTable.of(memory.table.capture()))));
    expect(copy.table.all()).toEqual(stack.table.all());
    expect(copy.table.all()[0]?.block).toMatchObject({ state: 'syn-received', remote: CLIENT, receiveNext: 78 });
  });

  it('marks the pages it writes in the dirty log, and those alone', () => {
    const memory = new GuestMemory(new PageTable(kind, PAGES));
    const stack = new GuestStack(hardware(kind, memory));
    stack.startServer(POOL, PATIENT);
    memory.startDirtyLog();
    stack.receive(syn());
    const { firstPage } = guestLayout(kind, PAGES);
    const written = [...memory.collectDirtyLog().pages()];
    expect(written.length).toBeGreaterThan(0);
    expect(written.every((page) => page >= firstPage)).toBe(true);
  });

  it('answers with a RST where no server listens', () => {
    const { segments, notices } = new GuestStack(hardware(kind)).receive(syn());
    expect(segments).toMatchObject([{ rst: true, acknowledgement: 78 }]);
    expect(notices).toEqual([{ kind: 'refused', remote: CLIENT, cause: { kind: 'no-connection' } }]);
  });

  it('comes to no harm itself whatever is written over its pages', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat()), { maxLength: 60 }), fc.nat(100_000), (garbage, uptime) => {
        const memory = new GuestMemory(new PageTable(kind, PAGES));
        const stack = new GuestStack(hardware(kind, memory, uptime));
        stack.startServer(POOL, PATIENT);
        stack.receive(syn());
        const words = new GuestWords(memory, guestLayout(kind, PAGES).firstPage);
        for (const [index, word] of garbage) words.write(1 + index, word);
        for (let tick = 0; tick < 3; tick++) {
          const later = new GuestStack(hardware(kind, memory, uptime + 300 * tick));
          later.tick();
          later.receive(syn());
          expect(later.table.all().length).toBeLessThanOrEqual(8);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('lets a segment go by that its server does not take, so that it is sent again', () => {
    const busy = { ...hardware(kind), serve: () => null };
    const stack = new GuestStack(busy);
    stack.startServer(POOL, PATIENT);
    const client = newBlock(CLIENT, SERVER, 77, PATIENT, 0);
    const [answer] = stack.receive(open(client, 'syn-sent', 0)).segments;
    const request = { ...answer!, source: CLIENT, destination: SERVER, syn: false, sequence: 78, acknowledgement: (answer!.sequence + 1) >>> 0, data: new Array<number>(16).fill(0) };
    const before = stack.table.all();
    expect(new GuestStack(busy).receive(request)).toEqual({ segments: [], notices: [] });
    expect(stack.table.all()).toEqual(before);
  });
});

describe('What the guest has of randomness', () => {
  it('comes again with its pages, and does not when the generation is another', () => {
    const kernelOn = (memory: GuestMemory): GuestKernel => new GuestKernel(new GuestWords(memory, guestLayout('numbers', PAGES).firstPage));
    const memory = new GuestMemory(new PageTable('numbers', PAGES));
    kernelOn(memory).start(POOL, 0, 0, [1, 1, 1, 1]);
    const image = memory.table.capture();
    const numbers = (watch: boolean): number[] => {
      const kernel = kernelOn(new GuestMemory(PageTable.of(image)));
      if (watch) expect(kernel.watchGeneration([1, 1, 1, 2])).toBe(true);
      return [kernel.random(), kernel.random(), kernel.random()];
    };
    expect(numbers(false)).toEqual(numbers(false));
    expect(numbers(true)).not.toEqual(numbers(false));
    expect(kernelOn(new GuestMemory(PageTable.of(image))).watchGeneration([1, 1, 1, 1])).toBe(false);
  });
});

describe('The table of connections', () => {
  it('reads back what it wrote, for any block', () => {
    const word = fc.nat(0xffff_ffff);
    fc.assert(
      fc.property(fc.array(word, { minLength: 16, maxLength: 16 }), fc.array(fc.nat(255), { maxLength: 16 }), fc.nat(7), (words, unacknowledged, slot) => {
        const at = (index: number): number => words[index] ?? 0;
        const block = {
          ...newBlock(SERVER, { address: at(0), port: at(1) & 0xffff }, at(2), { keepAlive: at(3), giveUp: at(4) }, at(5)),
          state: 'established' as const, sendUnacknowledged: at(6), sendNext: at(7), initialReceive: at(8), receiveNext: at(9), smoothedRoundTrip: -1,
          retransmitAt: at(10), retransmissions: at(11), unansweredSince: at(12), timedSequence: at(13), timedAt: at(14), isTiming: at(15) % 2 === 1, unacknowledged,
        };
        const layout = guestLayout('numbers', PAGES);
        const table = new ConnectionTable(new GuestWords(new GuestMemory(new PageTable('numbers', PAGES)), layout.firstPage), layout, SERVER.address);
        table.write({ slot, block, session: at(5) });
        expect(table.all()).toEqual([{ slot, block, session: at(5) }]);
      }),
    );
  });
});
