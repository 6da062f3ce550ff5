/** What peers and servers say to each other: words, least significant byte first, then a body of bytes. */
export interface Request {
  /** Counts the requests of a peer, from 1. */
  readonly id: number;
  /** What the server's program makes something of. */
  readonly body: readonly number[];
}

/** What a server says to a request. */
export interface Answer {
  readonly id: number;
  /** The random number by which the server knows this session. */
  readonly session: number;
  /** The server's wall clock, in ticks. */
  readonly wallClock: number;
  /** Requests that the server has served since it started, as it believes. */
  readonly served: number;
  readonly body: readonly number[];
}

const REQUEST_WORDS = 4;
const ANSWER_WORDS = 4;

/** The bytes of a request: 16 for its words, then its body. */
export function encodeRequest({ id, body }: Request): number[] {
  return [...bytesOf([id, body.length, 0, 0]), ...body];
}

/** The request in these bytes; what is missing counts as 0. */
export function decodeRequest(bytes: readonly number[]): Request {
  return { id: wordAt(bytes, 0), body: bytes.slice(4 * REQUEST_WORDS) };
}

/** The bytes of an answer: 16 for its words, then its body. */
export function encodeAnswer({ id, session, wallClock, served, body }: Answer): number[] {
  return [...bytesOf([id, session, wallClock, served]), ...body];
}

/** The answer in these bytes; what is missing counts as 0. */
export function decodeAnswer(bytes: readonly number[]): Answer {
  const body = bytes.slice(4 * ANSWER_WORDS);
  return { id: wordAt(bytes, 0), session: wordAt(bytes, 1), wallClock: wordAt(bytes, 2), served: wordAt(bytes, 3), body };
}

function bytesOf(words: readonly number[]): number[] {
  return words.flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff));
}

function wordAt(bytes: readonly number[], index: number): number {
  const at = (offset: number): number => bytes[4 * index + offset] ?? 0;
  return (at(0) | (at(1) << 8) | (at(2) << 16) | (at(3) << 24)) >>> 0;
}
