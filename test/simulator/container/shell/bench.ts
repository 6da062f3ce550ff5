import { createContainer } from '../../../../src/simulator/container/oci/create-container.ts';
import type { ContainerHost } from '../../../../src/simulator/container/oci/container-host.ts';
import { containerOf, startContainer } from '../../../../src/simulator/container/oci/lifecycle.ts';
import { prepareHost } from '../../../../src/simulator/container/oci/prepare-host.ts';
import { openTerminal, resizeTerminal, takeOutput, type } from '../../../../src/simulator/container/oci/session.ts';
import { WALL_PRESETS } from '../../../../src/simulator/container/oci/walls.ts';
import { shippedImages } from '../../../../src/simulator/container/image/shipped-images.ts';
import { PROGRAMS } from '../../../../src/simulator/container/programs/all.ts';
import { runUntil } from '../../../../src/simulator/container/scheduler/run.ts';

const SECOND = 1_000_000_000;
const [BASE] = shippedImages([...PROGRAMS.keys()]);

/** A shell at a terminal of a container called "c". */
export class Terminal {
  readonly host: ContainerHost;

  constructor(host: ContainerHost = newHost()) {
    this.host = host;
    this.#session();
    this.pass(0);
  }

  /** What is shown after something was typed, and so many seconds. */
  type(text: string, seconds = 0): string {
    type(this.host.kernel, this.#session(), text);
    return this.pass(seconds);
  }

  /** What a line shows, without the prompt after it. */
  run(line: string, seconds = 0): string {
    return this.type(`${line}\n`, seconds).replace(/c:[^\n]*[#$] $/, '');
  }

  pass(seconds: number): string {
    const { kernel } = this.host;
    let text = '';
    const end = kernel.now + 1 + seconds * SECOND;
    // A terminal takes what is printed as it comes.
    while (kernel.now < end) {
      runUntil(kernel, Math.min(end, kernel.now + SECOND / 10), PROGRAMS);
      text += takeOutput(this.#session());
    }
    return text;
  }

  resize(columns: number): void {
    resizeTerminal(this.host.kernel, this.#session(), columns, 24);
  }

  get hasEnded(): boolean {
    return containerOf(this.host, 'c').sessions.get('test')?.shell.state === 'dead';
  }

  #session(): ReturnType<typeof openTerminal> {
    return openTerminal(this.host.kernel, containerOf(this.host, 'c'), 'test');
  }
}

function newHost(): ContainerHost {
  const host = prepareHost({ hostname: 'alpha', vcpus: 2, memoryBytes: 2 ** 32, seed: 1 }, [...PROGRAMS.keys()]);
  createContainer(host, 'c', BASE!, WALL_PRESETS.usual);
  startContainer(host, 'c', ['pause']);
  return host;
}
