import { everyPage, type LinkMessage, type MigrationPorts, type Process, wireBytes } from 'virtlab';

/** Moves a VM by pausing it, sending all of it, and letting it run at the destination. */
export function* stopAndCopy({ source, destination, link }: MigrationPorts): Process<void> {
  yield* source.pause();

  const pages = everyPage(source.pageCount);
  const memory: LinkMessage = { kind: 'pages', batch: yield* source.readPages(pages) };
  yield* link.send(memory, wireBytes(memory));

  const device: LinkMessage = { kind: 'device-state', state: yield* source.saveDeviceState() };
  yield* link.send(device, wireBytes(device));

  yield* link.flush();
  yield* destination.resume();
}
