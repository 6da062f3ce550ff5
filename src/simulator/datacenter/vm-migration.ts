import type { ModelMachine } from '../machine/model-machine.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import { ActiveMigration } from './active-migration.ts';

/** The migration of a virtual machine. */
export class VmMigration extends ActiveMigration<ModelMachine, ModelMachine> {
  /** What was put together last, and of what. */
  #whole: { readonly here: object; readonly missing: number; readonly image: PageTableImage } | null = null;

  /** The memory of both sides together, as it is now in post-copy: the same image as long as nothing is written and no page arrives. */
  wholeMemory(): PageTableImage {
    const here = this.destination.captureMemory();
    const missing = this.missing();
    const isKnown = this.#whole?.here === here.root && this.#whole.missing === missing.count();
    if (this.#whole === null || !isKnown) {
      const table = PageTable.of(here);
      table.write(this.source.readPages(missing.pages()));
      this.#whole = { here: here.root, missing: missing.count(), image: table.capture() };
    }
    return this.#whole.image;
  }
}
