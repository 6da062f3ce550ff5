import { everyPage, type MigrationPorts, type Process, wireBytes } from 'virtlab';

/** Moves a VM by pausing it, sending all of it, and letting it run at the destination. */
export function* stopAndCopy({ source, destination, link }: MigrationPorts): Process<void> {
  // TODO 1: pause the source.

  const pages = everyPage(source.pageCount);
  // TODO 2: read these pages at the source, and send them as { kind: 'pages', batch }.
  //         How many bytes a message takes on the link, wireBytes(message) tells.

  // TODO 3: save the device state, and send it as { kind: 'device-state', state }.

  // TODO 4: flush the link, then resume the destination.
}
