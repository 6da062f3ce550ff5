/** What runs inside a VM, as a scenario or a command describes it. Rates are per second of the guest's running time. */
export type GuestSettings =
  | { readonly kind: 'idle' }
  /** Writes the pages of its working set one after the other, over and over. */
  | WorkloadSettings<'sequential'>
  /** Writes pages of its working set in random order. */
  | WorkloadSettings<'uniform'>
  /** Writes a small hot part of the working set most of the time. */
  | (WorkloadSettings<'hot-cold'> & {
      readonly hotPages: number;
      /** Probability, 0 to 1, that a write goes to a hot page. */
      readonly hotProbability: number;
    })
  /** A program on real bytes: counts, writes each count to memory and keeps a running checksum. */
  | { readonly kind: 'counter'; readonly countsPerSecond: number };

export interface WorkloadSettings<Kind extends string> {
  readonly kind: Kind;
  readonly pagesPerSecond: number;
  readonly workingSetPages: number;
  /** How many 32-bit words of a page one write changes: what XBZRLE has to send of it; 1 where not given. */
  readonly changedWordsPerWrite?: number;
  /** First page of the working set; 0 where not given. */
  readonly firstPage?: number;
}
