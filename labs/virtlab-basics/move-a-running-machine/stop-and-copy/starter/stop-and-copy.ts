import { everyPage, type LinkMessage, type MigrationPorts, type Process, wireBytes } from 'virtlab';

/** Moves a VM by pausing it, sending all of it, and letting it run at the destination. */
export function* stopAndCopy({ source, destination, link }: MigrationPorts): Process<void> {
  // TODO 1: pause the source.

  const pages = everyPage(source.pageCount);
  // TODO 2: read these pages at the source, and send them:
  //         a LinkMessage { kind: 'pages', batch } of wireBytes(message) bytes.

  // TODO 3: save the device state, and send it:
  //         a LinkMessage { kind: 'device-state', state }.

  // TODO 4: flush the link, then resume the destination.
}
