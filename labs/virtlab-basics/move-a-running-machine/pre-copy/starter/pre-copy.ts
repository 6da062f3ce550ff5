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
    // TODO 1: collect the dirty log: its pages are pending now.
    // TODO 2: how long would sending them take, at the pace of this round?
    //         Leave the loop if that is within the downtime limit.
  }

  yield* source.pause();
  // TODO 3: what has the VM written since the dirty log was last collected?
  // TODO 4: send what is pending and the device state, flush, and hand over.
}
