/**
 * Keeps the order of what arrives over several streams. Each stream says when it is in step; what it brings after that
 * is held until all the others have said so too. So a page that was sent again never arrives before its earlier copy.
 * QEMU, migration/multifd.c: multifd_recv_sync_main.
 */
export class StreamBarrier {
  /** How often each stream was in step. */
  readonly #steps: number[];
  #held: { readonly step: number; readonly deliver: () => void }[] = [];

  constructor(streams: number) {
    this.#steps = new Array<number>(streams).fill(0);
  }

  /** Something has arrived over this stream: delivers it, at once or when its turn has come. */
  arrived(stream: number, deliver: () => void): void {
    const step = this.#steps[stream] as number;
    if (step > Math.min(...this.#steps)) this.#held.push({ step, deliver });
    else deliver();
  }

  /** The stream has brought all that was sent before it was to be in step. */
  inStep(stream: number): void {
    this.#steps[stream] = (this.#steps[stream] as number) + 1;
    const reached = Math.min(...this.#steps);
    const due = this.#held.filter(({ step }) => step <= reached);
    this.#held = this.#held.filter(({ step }) => step > reached);
    for (const { deliver } of due) deliver();
  }
}
