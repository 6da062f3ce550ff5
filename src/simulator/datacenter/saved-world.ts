/**
 * A whole world as plain, structured-cloneable data: restored, it goes on as if it had never stopped.
 * `header` is JSON; `leaves` are the shared leaves of page tables, each stored once however many snapshots share it.
 */
export interface SavedWorld {
  readonly version: 1;
  readonly header: string;
  readonly leaves: readonly (Uint32Array | Uint8Array)[];
}
