/**
 * Memory captured at one moment. The engine only hands it about; the machine that made it knows what is inside:
 * a shared page table in the model, pages kept aside in a real machine.
 */
export interface MemoryImage {
  readonly pageCount: number;
}
