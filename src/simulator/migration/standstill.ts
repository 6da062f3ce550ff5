/**
 * So many looks in a row may find nothing to send and still go on: as many as there can be fixed rounds, which for a
 * guest that writes nothing are all empty but the first.
 */
const MOST_EMPTY_LOOKS = 1000;

/** Finds out that a stop rule goes on for ever: with nothing to send no time passes, so nothing will change its mind. */
export class Standstill {
  #emptyLooks = 0;

  /** The rule wants to go on with so many pages pending. Throws once it is clear that it always will. */
  goesOn(pendingPages: number): void {
    this.#emptyLooks = pendingPages === 0 ? this.#emptyLooks + 1 : 0;
    if (this.#emptyLooks <= MOST_EMPTY_LOOKS) return;
    throw new Error(
      `The stop rule has gone on ${MOST_EMPTY_LOOKS} times with nothing left to send: let it end the round and switch over when nothing is pending.`,
    );
  }
}
