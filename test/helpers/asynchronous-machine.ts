import { RandomStream } from '../../src/simulator/kernel/random.ts';
import type { Attempt, EffectPerformer } from '../../src/simulator/machine/drivers/real-time.ts';
import { LinkFailure } from '../../src/simulator/machine/link-failure.ts';
import type { MemoryImage } from '../../src/simulator/machine/memory-image.ts';
import type { DestinationEffect } from '../../src/simulator/machine/ports/destination-machine.ts';
import type { Effect } from '../../src/simulator/machine/ports/effect.ts';
import type { LinkMessage } from '../../src/simulator/machine/ports/link.ts';
import type { MachineEffect } from '../../src/simulator/machine/ports/machine.ts';
import type { SnapshotEffect } from '../../src/simulator/machine/ports/snapshot-machine.ts';
import { PageBitmap } from '../../src/simulator/memory/page-bitmap.ts';
import type { AsynchronousFile } from './asynchronous-file.ts';
import type { RealBytes } from './real-bytes.ts';
import type { RealDisk } from './real-disk.ts';

/** What a turn of the event loop stands for in nanoseconds; windows of 100 ms close after some of them. */
const TURN_NANOSECONDS = 4_000_000;

/** How many times longer a message travels than an effect takes: several effects are answered before it arrives. */
const JOURNEY = 12;

/** The main stream; the channels beside it are numbered from 1. */
const MAIN = 0;

interface UnderWay {
  readonly message: LinkMessage;
  readonly stream: number;
  /** How often its stream had been in step when it was sent. */
  readonly step: number;
  readonly arrival: number;
}

interface RealImage extends MemoryImage {
  readonly bytes: Uint8Array;
}

/** One of the two machines, as far as effects change it. */
export class AsynchronousMachine {
  readonly memory: RealBytes;
  isRunning: boolean;
  throttlePercent = 0;
  pageWriteLimit: number | null = null;

  constructor(memory: RealBytes, isRunning: boolean) {
    this.memory = memory;
    this.isRunning = isRunning;
  }
}

export interface AsynchronousSettings {
  readonly seed: number;
  /** Most turns that an effect takes. */
  readonly slowness: number;
  /** Steps that a guest makes in a turn while it runs. */
  readonly stepsPerTurn: number;
  /** Streams beside the main one; 0 where not given. */
  readonly channels?: number;
}

/**
 * A second implementation behind the same ports: real bytes, and every effect answered by a promise after a random
 * number of turns of the event loop, in which the guests write. What is sent arrives later still, in its order.
 * The dice are seeded, so that a failing case happens again.
 */
export class AsynchronousWorld {
  readonly source: AsynchronousMachine;
  readonly destination: AsynchronousMachine;
  /** Where a background snapshot is written. */
  file: AsynchronousFile | null = null;
  /** Turns that have passed. */
  turns = 0;
  /** Called after every turn; may cut the link or interrupt the process. */
  onTurn: (turn: number) => void = () => undefined;
  readonly #settings: AsynchronousSettings;
  readonly #random: RandomStream;
  #underWay: UnderWay[] = [];
  /** How often each stream was in step. */
  readonly #steps: number[];
  #packets = 0;
  #linkFailure: LinkFailure | null = null;

  constructor(source: AsynchronousMachine, destination: AsynchronousMachine, settings: AsynchronousSettings) {
    this.source = source;
    this.destination = destination;
    this.#settings = settings;
    this.#steps = new Array<number>((settings.channels ?? 0) + 1).fill(0);
    this.#random = new RandomStream(settings.seed, 'delays');
  }

  /** Messages that have been sent and have neither arrived nor been lost. */
  get underWay(): number {
    return this.#underWay.length;
  }

  /** Cuts the link: what is under way is lost. */
  cutLink(): void {
    this.#linkFailure = new LinkFailure('The link went down.');
    this.#underWay = [];
  }

  readonly perform: EffectPerformer = (effect) => {
    if (effect.kind === 'wait') return this.#wait(Math.ceil(effect.nanoseconds / TURN_NANOSECONDS));
    return { answer: this.#perform(effect) };
  };

  async #perform(effect: Effect): Promise<unknown> {
    await this.#pass(this.#delay());
    const answer = this.#act(effect);
    if (effect.kind === 'flush') await this.#arrival();
    await this.#pass(this.#delay());
    if (effect.kind === 'send' || effect.kind === 'send-over-channel' || effect.kind === 'flush') this.#expectLink();
    return answer;
  }

  #act(effect: Effect): unknown {
    switch (effect.kind) {
      case 'now':
        return this.turns * TURN_NANOSECONDS;
      case 'wait':
        throw new Error('A wait has no action.');
      case 'send':
        this.#expectLink();
        this.#dispatch(effect.message, MAIN);
        return undefined;
      case 'send-over-channel': {
        this.#expectLink();
        const channel = effect.channel ?? this.#packets++ % (this.#settings.channels ?? 0);
        this.#dispatch(effect.message, channel + 1);
        return channel;
      }
      case 'flush':
        this.#expectLink();
        return undefined;
      case 'write-file':
      case 'close-file':
      case 'delete-file':
        if (this.file === null) throw new Error('There is no file.');
        return this.file.perform(effect);
      default:
        if (!('machine' in effect)) throw new Error('These machines have no post-copy.');
        return effect.machine === 'source' ? actOnSource(this.source, effect) : actOnDestination(this.destination, effect);
    }
  }

  #wait(turns: number): Attempt {
    let abandoned = false;
    const answer = (async () => {
      for (let turn = 0; turn < turns && !abandoned; turn++) await this.#pass(1);
    })();
    return { answer, abandon: () => (abandoned = true) };
  }

  async #arrival(): Promise<void> {
    while (this.#underWay.length > 0) await this.#pass(1);
  }

  async #pass(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      this.turns++;
      this.#deliver();
      for (const machine of [this.source, this.destination]) this.#runGuest(machine);
      this.onTurn(this.turns);
    }
  }

  #runGuest({ memory, isRunning, throttlePercent, pageWriteLimit }: AsynchronousMachine): void {
    if (!isRunning) return;
    const throttled = Math.ceil((this.#settings.stepsPerTurn * (100 - throttlePercent)) / 100);
    const allowed = pageWriteLimit === null ? throttled : Math.floor((pageWriteLimit * TURN_NANOSECONDS) / 1e9);
    memory.run(Math.min(throttled, allowed));
  }

  #deliver(): void {
    for (let next = this.#nextArrival(); next !== undefined; next = this.#nextArrival()) {
      this.#underWay.splice(this.#underWay.indexOf(next), 1);
      receive(this.destination, next.message);
    }
  }

  /** Streams keep their own order alone; but nothing arrives while a stream has still to bring what belongs before it. */
  #nextArrival(): UnderWay | undefined {
    const reached = Math.min(...this.#steps, ...this.#underWay.map(({ step }) => step));
    return this.#steps
      .map((_, stream) => this.#underWay.find((each) => each.stream === stream))
      .find((first) => first !== undefined && first.arrival <= this.turns && first.step <= reached);
  }

  #dispatch(message: LinkMessage, stream: number): void {
    const step = this.#steps[stream] ?? 0;
    this.#underWay.push({ message, stream, step, arrival: this.turns + JOURNEY * this.#delay() });
    if (message.kind === 'in-step') this.#steps[stream] = step + 1;
  }

  #delay(): number {
    return this.#random.below(this.#settings.slowness + 1);
  }

  #expectLink(): void {
    if (this.#linkFailure !== null) throw this.#linkFailure;
  }
}

function receive({ memory, isRunning }: AsynchronousMachine, message: LinkMessage): void {
  if (isRunning) throw new Error('Something arrived at a machine that runs.');
  if (message.kind === 'in-step') return;
  if (message.kind === 'device-state') memory.registers.set(new Uint32Array(message.state.slice().buffer));
  else if (message.kind === 'pages' && message.batch.contents.kind === 'bytes') memory.writePages(message.batch.pages, message.batch.contents.data);
  else if (message.kind === 'blocks' && message.batch.contents.kind === 'bytes') diskOf(memory).writeBlocks(message.batch.pages, message.batch.contents.data);
  else throw new Error(`This machine cannot receive ${message.kind}.`);
}

function actOnDestination(machine: AsynchronousMachine, effect: DestinationEffect): unknown {
  switch (effect.kind) {
    case 'is-running':
      return machine.isRunning;
    case 'resume':
      machine.isRunning = true;
      return undefined;
    case 'missing-pages':
      throw new Error('These machines have no post-copy.');
  }
}

function actOnSource(machine: AsynchronousMachine, effect: MachineEffect | SnapshotEffect): unknown {
  const { memory } = machine;
  switch (effect.kind) {
    case 'start-dirty-log':
      memory.dirtyLog = new PageBitmap(memory.pageCount);
      return undefined;
    case 'stop-dirty-log':
      memory.dirtyLog = null;
      return undefined;
    case 'collect-dirty-log':
      return memory.collectDirtyLog();
    case 'start-write-log':
      diskOf(memory).writeLog = new PageBitmap(diskOf(memory).blockCount);
      return undefined;
    case 'stop-write-log':
      diskOf(memory).writeLog = null;
      return undefined;
    case 'collect-write-log':
      return diskOf(memory).collectWriteLog();
    case 'read-blocks':
      return { pages: effect.blocks, contents: { kind: 'bytes', data: diskOf(memory).readBlocks(effect.blocks) } };
    case 'is-running':
      return machine.isRunning;
    case 'quiesce':
      throw new Error('The guests of these machines keep no files.');
    case 'protect-memory':
      expectPaused(machine);
      memory.protectedPages = PageBitmap.full(memory.pageCount);
      return undefined;
    case 'take-write-faults':
      return memory.writeFaults.splice(0);
    case 'release-pages':
      for (const page of effect.pages) memory.protectedPages?.clear(page);
      return undefined;
    case 'release-memory':
      memory.protectedPages = null;
      memory.writeFaults = [];
      return undefined;
    case 'pause':
      machine.isRunning = false;
      return undefined;
    case 'resume':
      machine.isRunning = true;
      return undefined;
    case 'read-pages':
      return { pages: effect.pages, contents: { kind: 'bytes', data: memory.readPages(effect.pages) } };
    case 'save-device-state':
      expectPaused(machine);
      return new Uint8Array(memory.registers.slice().buffer);
    case 'load-device-state':
      expectPaused(machine);
      memory.registers.set(new Uint32Array(effect.state.slice().buffer));
      return undefined;
    case 'capture-memory':
    case 'copy-memory':
      return { pageCount: memory.pageCount, bytes: memory.bytes.slice() } satisfies RealImage;
    case 'restore-memory':
      expectPaused(machine);
      memory.bytes.set((effect.image as RealImage).bytes);
      return undefined;
    case 'capture-disk':
    case 'copy-disk':
      return null;
    case 'restore-disk':
      return undefined;
    case 'set-throttle':
      machine.throttlePercent = effect.percent;
      return undefined;
    case 'limit-page-writes':
      machine.pageWriteLimit = effect.pagesPerSecond;
      return undefined;
  }
}

function diskOf({ disk }: RealBytes): RealDisk {
  if (disk === null) throw new Error('This machine has no disk of its own.');
  return disk;
}

function expectPaused({ isRunning }: AsynchronousMachine): void {
  if (isRunning) throw new Error('The machine must be paused for this.');
}
