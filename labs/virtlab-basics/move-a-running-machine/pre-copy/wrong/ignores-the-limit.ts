import { type LinkMessage, type MigrationPorts, type Nanoseconds, PageBitmap, type Process, wireBytes } from 'virtlab';

export interface PreCopySettings {
  /** The VM may stand still for so long while the last pages are sent. */
  readonly downtimeLimit: Nanoseconds;
  /** After so many rounds the VM is paused, whatever is left. */
  readonly mostRounds: number;
}

/** Reads these pages at the source, as they are now, and sends them. */
function* sendPages({ source, link }: MigrationPorts, pages: Uint32Array): Process<void> {
  const message: LinkMessage = { kind: 'pages', batch: yield* source.readPages(pages) };
  yield* link.send(message, wireBytes(message));
}

/** Moves a VM in rounds while it runs, and pauses it for the rest. */
export function* preCopy(ports: MigrationPorts, settings: PreCopySettings): Process<void> {
  const { source, destination, link, clock } = ports;
  yield* source.startDirtyLog();
  let pending = PageBitmap.full(source.pageCount);

  for (let round = 1; round <= settings.mostRounds; round++) {
    const began = yield* clock.now();
    yield* sendPages(ports, pending.pages());
    const took = (yield* clock.now()) - began;
    const timePerPage = took / pending.count();
    pending = yield* source.collectDirtyLog();
  }

  yield* source.pause();
  pending.merge(yield* source.collectDirtyLog());
  yield* sendPages(ports, pending.pages());
  const device: LinkMessage = { kind: 'device-state', state: yield* source.saveDeviceState() };
  yield* link.send(device, wireBytes(device));
  yield* link.flush();
  yield* destination.resume();
}
