/** A System V message queue: sysvipc(7). */
export interface MessageQueue {
  readonly id: number;
  readonly key: number;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  readonly messages: Uint8Array[];
}
