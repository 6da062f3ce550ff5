import { milliseconds } from '../../src/simulator/kernel/time.ts';
import { KIBIBYTE } from '../../src/simulator/memory/page.ts';
import { MEASURED_COSTS } from '../../src/simulator/machine/costs.ts';

/** Constants of the machine on which the cases were measured; none of them belongs to one case. */
export const CALIBRATION = {
  costs: { ...MEASURED_COSTS, startDirtyLog: milliseconds(1) },
  /** BIOS and option ROM, which QEMU migrates behind the RAM. */
  romPages: 96,
  /** Of the first MiB and the ROM, so many pages are zero; which ones is not known, and does not matter. */
  lowZeroPages: 275,
  romZeroPages: 19,
  /** Socket buffers of the two unix sockets, on top of the relay's own queue. */
  socketBufferBytes: 104 * KIBIBYTE,
  /** Direct links go as fast as the machine copies. */
  directLink: { unix: 2.0e9, tcp: 1.3e9 },
  /** Bandwidth over 20 ms differed from the mean by up to so much, either way. */
  linkUnevenness: 0.1,
  linkUnevennessMilliseconds: 20,
  /** A prediction is the median of so many runs. */
  runs: 15,
  /** The guest's own stack and variables, written all the time. */
  stackPages: [7, 8],
} as const;
