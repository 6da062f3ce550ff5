import type { GuestMemory } from '../../../memory/guest-memory.ts';
import type { BlockDevice } from '../../../storage/block-device.ts';
import { FileSystemError } from '../../../storage/file-system/file-system-error.ts';
import { Panic } from './panic.ts';
import { LIFE, REGISTER } from './server-memory.ts';
import { checkStatus } from './status-page.ts';
import { toBytes, toText } from './words.ts';

/** All that a server has to work with. */
export interface ServerParts {
  readonly registers: Uint32Array;
  readonly memory: GuestMemory;
  readonly disk: BlockDevice;
}

/** A server as what it does in each part of its life; every function may panic. */
export interface ServerSteps {
  /** The first step after power-on: memory is empty. */
  boot(parts: ServerParts): void;
  /** One step of reading back what the disk holds; the last one goes over to serving. */
  recover(parts: ServerParts): void;
  /** One step of what the server does by itself, checks included. */
  work(parts: ServerParts): void;
}

/** Makes so many steps. A server that has crashed does nothing any more. */
export function runServer(
  steps: number,
  registers: Uint32Array,
  memory: GuestMemory,
  disk: BlockDevice | null,
  server: ServerSteps,
): void {
  for (let step = 0; step < steps && registers[REGISTER.life] !== LIFE.crashed; step++) {
    orCrash(registers, () => {
      if (disk === null) throw new Panic('no-disk');
      makeStep({ registers, memory, disk }, server);
    });
  }
}

function makeStep(parts: ServerParts, server: ServerSteps): void {
  switch (parts.registers[REGISTER.life]) {
    case LIFE.booting:
      server.boot(parts);
      return;
    case LIFE.recovering:
      checkStatus(parts.memory);
      server.recover(parts);
      return;
    default:
      checkStatus(parts.memory);
      server.work(parts);
  }
}

/** Lets a server that serves do this; null where it does not serve, or panics. */
export function whileServing<Result>(
  registers: Uint32Array,
  memory: GuestMemory,
  disk: BlockDevice | null,
  act: (parts: ServerParts) => Result,
): Result | null {
  if (disk === null || registers[REGISTER.life] !== LIFE.serving) return null;
  return orCrash(registers, () => {
    checkStatus(memory);
    return act({ registers, memory, disk });
  });
}

/** Answers a request of ASCII text; null where there is no answer. */
export function serveText(
  request: readonly number[],
  registers: Uint32Array,
  memory: GuestMemory,
  disk: BlockDevice | null,
  answer: (parts: ServerParts, text: string) => string | null,
): readonly number[] | null {
  const text = whileServing(registers, memory, disk, (parts) => answer(parts, toText(Uint8Array.from(request))));
  return text === null ? null : [...toBytes(text)];
}

/** Lets the server do this; where it panics its registers say so, and the result is null. */
export function orCrash<Result>(registers: Uint32Array, act: () => Result): Result | null {
  try {
    return act();
  } catch (error) {
    const panic = panicOf(error);
    registers[REGISTER.life] = LIFE.crashed;
    registers[REGISTER.panicCode] = panic.code;
    registers[REGISTER.panicDetail] = panic.detail;
    return null;
  }
}

/** What goes wrong with its files is the end of a server as well; anything else is a defect of the program. */
function panicOf(error: unknown): Panic {
  if (error instanceof Panic) return error;
  if (!(error instanceof FileSystemError)) throw error;
  switch (error.code) {
    case 'not-found':
    case 'not-a-directory':
      return new Panic('file-gone');
    case 'no-space':
      return new Panic('disk-full');
    default:
      return new Panic('file-system');
  }
}
