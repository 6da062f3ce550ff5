import type { ChildMessage, StartMessage } from '../messages.ts';
import { encode } from './encode.ts';

/** The way back to the parent, taken from `process` before anybody else can. */
export interface Channel {
  readonly start: StartMessage;
  /** Resolves when the message has been handed to the system. */
  report(message: ChildMessage): Promise<void>;
}

/** Waits for the parent's one message. */
export async function openChannel(): Promise<Channel> {
  const send = process.send?.bind(process) as (message: string, callback: () => void) => boolean;
  const start = await new Promise<StartMessage>((resolve) => {
    process.once('message', (message) => resolve(message as StartMessage));
  });
  const { nonce } = start;
  return {
    start,
    report: (message) => new Promise((resolve) => void send(nonce + encode(message), () => resolve())),
  };
}
