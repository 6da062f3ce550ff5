import type { ModelMachine } from '../../src/simulator/machine/model-machine.ts';
import type { PageBatch } from '../../src/simulator/memory/contents.ts';
import type { PageNumber } from '../../src/simulator/memory/page.ts';
import type { PageBitmap } from '../../src/simulator/memory/page-bitmap.ts';

/**
 * Who owns which page of a VM in post-copy: the source those that were missing at the hand-over and have not arrived
 * since, the destination all others. Watches both machines from the hand-over on.
 */
export class PageOwnership {
  /** Pages that came though the destination owned them already, so that what its guest had written was lost. */
  readonly overwritten: PageNumber[] = [];
  readonly #source: ModelMachine;
  readonly #destination: ModelMachine;
  readonly #missingAtHandOver: readonly PageNumber[];
  readonly #sourceAtHandOver: string;
  /** What the destination had of the pages that it did not own. */
  readonly #staleContents = new Map<PageNumber, string>();
  readonly #arrived = new Set<PageNumber>();

  /** To be made at the hand-over, with the pages that the destination lacks. */
  constructor(source: ModelMachine, destination: ModelMachine, missing: PageBitmap) {
    this.#source = source;
    this.#destination = destination;
    this.#missingAtHandOver = [...missing.pages()];
    this.#sourceAtHandOver = source.stateHash();
    for (const page of this.#missingAtHandOver) this.#staleContents.set(page, this.#contentAtDestination(page));
    const writePages = destination.writePages.bind(destination);
    destination.writePages = (batch) => {
      this.#note(batch);
      writePages(batch);
    };
  }

  /** Pages that the source owns. */
  get atSource(): readonly PageNumber[] {
    return this.#missingAtHandOver.filter((page) => !this.#arrived.has(page));
  }

  /** Pages that the source owns and that somebody has changed at the destination. */
  get touchedTooEarly(): readonly PageNumber[] {
    this.#destination.catchUp();
    return this.atSource.filter((page) => this.#contentAtDestination(page) !== this.#staleContents.get(page));
  }

  /** Whether the source has neither run nor changed since. */
  get isSourceSilent(): boolean {
    return !this.#source.isRunning && this.#source.stateHash() === this.#sourceAtHandOver;
  }

  #note(batch: PageBatch): void {
    const owned = new Set(this.atSource);
    for (const page of batch.pages) {
      if (!owned.has(page)) this.overwritten.push(page);
      this.#arrived.add(page);
    }
  }

  #contentAtDestination(page: PageNumber): string {
    const { data } = this.#destination.memory.table.read(Uint32Array.of(page)).contents;
    return data instanceof Uint8Array ? Buffer.from(data).toString('latin1') : String(data[0]);
  }
}
