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
  /** Writes few pages of its working set often and most of them rarely: the nth page with a weight of n to the power of minus `exponent`. */
  | (WorkloadSettings<'zipf'> & {
      /** 0.25, 0.5 and so on up to 2; 1 where not given. */
      readonly exponent?: number;
    })
  /** Goes through phases of different lengths, rates and working sets, over and over. */
  | { readonly kind: 'phased'; readonly phases: readonly WorkloadPhase[] }
  /** Plays what was recorded: the pages written in each interval, over and over. */
  | {
      readonly kind: 'trace';
      readonly intervalsPerSecond: number;
      /** The pages of each interval in the order of their writes, such as "0-511 700 700 3"; "" where nothing was written. */
      readonly intervals: readonly string[];
    }
  /** A key-value server on real bytes, with a write-ahead log and checkpoints on a disk with files. */
  | {
      readonly kind: 'key-value';
      /** Gets and puts that it makes by itself. */
      readonly requestsPerSecond: number;
      /** Keys from 1 to this; 1024 where not given. */
      readonly keys?: number;
      /** Share of puts among its requests, 0 to 1; 0.5 where not given. */
      readonly writeShare?: number;
      /** So many puts wait in memory before the log is written to the disk; 8 where not given. */
      readonly flushEvery?: number;
    }
  /** A web server on real bytes, which serves the files of a site from a disk with files. */
  | {
      readonly kind: 'web';
      /** Requests that it makes by itself. */
      readonly requestsPerSecond: number;
      /** Files of the site; 16 where not given. */
      readonly files?: number;
    }
  /** A program with a wild pointer, which writes anywhere in its memory until it hits itself. */
  | { readonly kind: 'scribbler'; readonly writesPerSecond: number }
  /** A program on real bytes: counts, writes each count to memory and keeps a running checksum. */
  | { readonly kind: 'counter'; readonly countsPerSecond: number };

/** What all workloads that write in a working set have in common. */
export interface WorkloadSettings<Kind extends string> {
  readonly kind: Kind;
  readonly pagesPerSecond: number;
  readonly workingSetPages: number;
  /** How many 32-bit words of a page one write changes: what XBZRLE has to send of it; 1 where not given. */
  readonly changedWordsPerWrite?: number;
  /** First page of the working set; 0 where not given. */
  readonly firstPage?: number;
}

/** A part of a phased workload: random writes in a working set of its own. */
export interface WorkloadPhase {
  readonly seconds: number;
  /** 0 for a quiet phase. */
  readonly pagesPerSecond: number;
  readonly workingSetPages: number;
  /** First page of the working set; 0 where not given. */
  readonly firstPage?: number;
}
