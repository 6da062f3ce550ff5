const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** In the magic number of a log whose checksums are over big-endian words, the last bit. */
const MAGIC = 0x377f0682;

interface Frame {
  readonly isCommit: boolean;
  /** Of the generation of the log that is being read, by its salts. */
  readonly belongs: boolean;
  /** Its checksum fits, and so did all before it. */
  readonly isGood: boolean;
}

/**
 * How many transactions of a write-ahead log were done and can no longer be read, 0 for one that is whole or
 * was cut off in its last transaction. SQLite itself ends the log at the first frame whose checksum does not fit, and
 * says nothing: that is right for a transaction that was being written when the machine stopped. But the next one is
 * written only when it is on disk as a whole; so with frames behind it, something else has damaged it.
 *
 * The layout is that of the file format's description, "The Write-Ahead Log": https://www.sqlite.org/fileformat2.html.
 */
export function transactionsLost(log: Buffer): number {
  const frames = readFrames(log);
  const firstBad = frames.findIndex(({ isGood }) => !isGood);
  if (firstBad === -1) return 0;
  const rest = frames.slice(firstBad);
  const last = rest.findLastIndex(({ belongs }) => belongs);
  const commits = (frames: readonly Frame[]): number => frames.filter(({ belongs, isCommit }) => belongs && isCommit).length;
  return commits(rest.slice(0, last)) === 0 ? 0 : commits(rest.slice(0, last + 1));
}

function readFrames(log: Buffer): readonly Frame[] {
  if (log.length < HEADER_BYTES) return [];
  const pageBytes = log.readUInt32BE(8);
  if ((log.readUInt32BE(0) & ~1) !== MAGIC || pageBytes < 512 || pageBytes > 65_536) return [];
  const isBigEndian = (log.readUInt32BE(0) & 1) === 1;
  const salts = log.subarray(16, 24);
  let sums = checksum(log.subarray(0, 24), [0, 0], isBigEndian);
  let isGood = equals(sums, log, 24);
  const frames: Frame[] = [];
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  for (let at = HEADER_BYTES; at + frameBytes <= log.length; at += frameBytes) {
    const belongs = salts.equals(log.subarray(at + 8, at + 16));
    sums = checksum(log.subarray(at, at + 8), sums, isBigEndian);
    sums = checksum(log.subarray(at + FRAME_HEADER_BYTES, at + frameBytes), sums, isBigEndian);
    isGood &&= belongs && equals(sums, log, at + 16);
    frames.push({ isCommit: log.readUInt32BE(at + 4) !== 0, belongs, isGood });
  }
  return frames;
}

type Sums = readonly [number, number];

function equals([first, second]: Sums, log: Buffer, at: number): boolean {
  return log.readUInt32BE(at) === first && log.readUInt32BE(at + 4) === second;
}

/** The running checksum of the file format's section 4.2. */
function checksum(bytes: Buffer, [first, second]: Sums, isBigEndian: boolean): Sums {
  let [one, two] = [first | 0, second | 0];
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + (isBigEndian ? bytes.readInt32BE(at) : bytes.readInt32LE(at)) + two) | 0;
    two = (two + (isBigEndian ? bytes.readInt32BE(at + 4) : bytes.readInt32LE(at + 4)) + one) | 0;
  }
  return [one >>> 0, two >>> 0];
}
