/** A place in a stream of bytes: 32 bits that go round (RFC 9293, section 3.4). */
export type SequenceNumber = number;

/** The place so many bytes later, or earlier where there are fewer than none. */
export function advance(sequence: SequenceNumber, bytes: number): SequenceNumber {
  return (sequence + bytes) >>> 0;
}

/** Bytes from one place to another, negative where the second is before the first. */
export function distance(from: SequenceNumber, to: SequenceNumber): number {
  return (to - from) | 0;
}

/** Whether one place comes after the other: less than half of all numbers lie between them. */
export function isAfter(one: SequenceNumber, other: SequenceNumber): boolean {
  return distance(other, one) > 0;
}
