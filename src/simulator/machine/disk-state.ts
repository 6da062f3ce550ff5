/**
 * A disk captured at one moment. The engine only hands it about; the machine that made it knows what is inside: an image
 * of a backing chain in the model, blocks kept aside in a real machine.
 */
export interface DiskState {
  readonly blockCount: number;
}
