import { PageTable } from '../memory/page-table.ts';
import { SNAPSHOT_CONTENTS, SNAPSHOT_METHODS, type SavedState } from '../snapshot/saved-state.ts';
import { ClusterSet } from '../storage/cluster-set.ts';
import { DiskImage } from '../storage/disk-image.ts';
import type { ExportedHeader, ExportedSnapshot, SnapshotFacts } from './exported-snapshot.ts';
import { Refusal, require } from './refusal.ts';
import { DamagedWorld, SavedParts } from './saved-parts.ts';
import { checkSnapshotDescription } from './snapshot-work.ts';

interface ReadSnapshot {
  readonly header: ExportedHeader;
  readonly state: SavedState;
}

/** What is in the file, or a refusal with one sentence that says what is wrong with it. Its image is called after `imageNumber`. */
export function readExported(exported: ExportedSnapshot, imageNumber: number): ReadSnapshot {
  const version: unknown = exported.version;
  require(version === 1, () => `The snapshot has format ${String(version)}, and this VirtLab reads format 1: update VirtLab to import it.`);
  try {
    const header = JSON.parse(exported.header) as ExportedHeader;
    const parts = new SavedParts(exported);
    const state: SavedState = {
      memory: header.memory === null ? null : parts.table(header.memory),
      device: header.device === null ? null : parts.device(header.device),
      disk: header.disk && readDisk(header.disk, parts, `imported-${imageNumber}`),
    };
    if (!isWhole(header, state)) throw new DamagedWorld('');
    return { header: { ...header, facts: factsOf(header.facts) }, state };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const how = error instanceof DamagedWorld && error.how !== '' ? error.how : 'its header is not complete.';
    throw new Refusal(`The snapshot is damaged: ${how}`);
  }
}

/** Whether everything is said that must be, and what is said fits what is there. */
function isWhole({ settings, facts }: ExportedHeader, { memory, device, disk }: SavedState): boolean {
  const { name, method, contents, quiesced = false, wasRunning, takenAt, pause } = facts;
  const isDiskOnly = contents === 'disk';
  return (
    typeof settings.guest.kind === 'string' && typeof name === 'string' && typeof facts.description === 'string' &&
    SNAPSHOT_METHODS.includes(method) && (contents === undefined || SNAPSHOT_CONTENTS.includes(contents)) &&
    typeof quiesced === 'boolean' && typeof wasRunning === 'boolean' && isTime(takenAt) && isTime(pause) &&
    (memory === null) === isDiskOnly && (device === null) === isDiskOnly && !(isDiskOnly && disk === null)
  );
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Those that are known, and no others: a file must not say what its place in the tree is. */
function factsOf({ name, description, method, contents = 'machine', quiesced = false, wasRunning, takenAt, pause }: SnapshotFacts): SnapshotFacts {
  return { name, description: checkSnapshotDescription(description), method, contents, quiesced, wasRunning, takenAt, pause };
}

function readDisk({ contents, clusters }: NonNullable<ExportedHeader['disk']>, parts: SavedParts, name: string): DiskImage {
  const layer = { name, clusters: ClusterSet.ofBytes(parts.state(clusters)), backing: null };
  return new DiskImage(layer, PageTable.of(parts.table(contents)).capture());
}
