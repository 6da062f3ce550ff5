import { advance, type SequenceNumber } from './sequence.ts';

/** An IPv4 address as a number, and a port. */
export interface Endpoint {
  readonly address: number;
  readonly port: number;
}

/** Why a side sent a RST. It does not travel in real segments; here it lets people see what the receiver cannot. */
export type ResetCause =
  /** Nobody has a connection with these two ends here. */
  | { readonly kind: 'no-connection' }
  /** The other side acknowledges bytes up to `acknowledged`; only those up to `sent` were ever sent. */
  | { readonly kind: 'acknowledges-unsent'; readonly acknowledged: SequenceNumber; readonly sent: SequenceNumber }
  /** The answer was to another request than the one that waits for one. */
  | { readonly kind: 'wrong-answer'; readonly expected: number; readonly received: number };

/** A TCP segment. Windows, checksums and options are left out: nothing that is shown here depends on them. */
export interface Segment {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly sequence: SequenceNumber;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  /** The next byte that the sender expects; null without the flag ACK. */
  readonly acknowledgement: SequenceNumber | null;
  /** Bytes. */
  readonly data: readonly number[];
  readonly cause?: ResetCause;
}

/** Sequence numbers that a segment takes: its bytes, and one each for SYN and FIN. */
export function lengthOf({ syn, fin, data }: Segment): number {
  return data.length + (syn ? 1 : 0) + (fin ? 1 : 0);
}

/** The sequence number after the segment. */
export function endOf(segment: Segment): SequenceNumber {
  return advance(segment.sequence, lengthOf(segment));
}

/** Whether two are the same address and port. */
export function sameEndpoint(one: Endpoint, other: Endpoint): boolean {
  return one.address === other.address && one.port === other.port;
}

/**
 * The answer to a segment for which there is no connection: a RST that its sender takes for one of its own connection,
 * and nothing to a RST (RFC 9293, section 3.10.7.1).
 */
export function refusal(segment: Segment): Segment | null {
  if (segment.rst) return null;
  const { source, destination, acknowledgement } = segment;
  return {
    source: destination,
    destination: source,
    sequence: acknowledgement ?? 0,
    acknowledgement: acknowledgement === null ? endOf(segment) : null,
    syn: false,
    fin: false,
    rst: true,
    data: [],
    cause: { kind: 'no-connection' },
  };
}
