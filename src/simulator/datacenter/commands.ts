import type { Walls } from '../container/oci/walls.ts';
import type { Nanoseconds } from '../kernel/time.ts';
import type { Damage } from '../machine/damage.ts';
import type { DiskSettings } from '../machine/disk.ts';
import type { GuestSettings } from '../machine/guest-settings.ts';
import type { MigrationParameters } from '../migration/parameters.ts';
import type { SnapshotContents, SnapshotMethod } from '../snapshot/saved-state.ts';
import type { ExportedSnapshot } from './exported-snapshot.ts';

/**
 * The only way to change a world. Hosts and VMs are named by their names, snapshots by their ids.
 * A command either takes effect and yields events, or is refused with a reason and changes nothing.
 */
export type Command =
  | { readonly kind: 'world.advance'; readonly nanoseconds: Nanoseconds }
  | {
      readonly kind: 'host.add';
      readonly host: string;
      readonly memoryBytes: number;
      /** What its CPUs can do, such as "avx2"; where not given, whatever a VM needs. */
      readonly cpuFeatures?: readonly string[];
    }
  | { readonly kind: 'host.remove'; readonly host: string }
  /** Migrates every running VM and container away, so many at a time, each to the host with the most room. */
  | {
      readonly kind: 'host.drain';
      readonly host: string;
      /** 2 where not given. */
      readonly parallel?: number;
      readonly parameters?: Partial<MigrationParameters>;
    }
  /** A fault: the host loses power. What ran there is lost; snapshots are kept elsewhere and stay. */
  | { readonly kind: 'host.fail'; readonly host: string }
  | { readonly kind: 'host.repair'; readonly host: string }
  /** A fault: something else takes all the memory that is free on the host, so that what is coming in cannot stay. */
  | { readonly kind: 'host.exhaust'; readonly host: string }
  | {
      /** Makes the link between two hosts, or changes it; what is not given stays as it is. */
      readonly kind: 'link.edit';
      readonly between: readonly [string, string];
      readonly bytesPerSecond?: number;
      /** What one connection can carry at most; as much as the link where never given. */
      readonly streamBytesPerSecond?: number;
      readonly latencyNanoseconds?: Nanoseconds;
      readonly up?: boolean;
    }
  | {
      readonly kind: 'vm.create';
      readonly vm: string;
      readonly host: string;
      readonly memoryBytes: number;
      readonly guest: GuestSettings;
      /** Share of memory, 0 to 1, that is still zero when the machine starts; 0 where not given. */
      readonly zeroShare?: number;
      /** CPU features that a host must have for it; none where not given. */
      readonly requiredCpuFeatures?: readonly string[];
      /** A disk of its own, which moves with it; absent: on storage that all hosts share, so that nothing is to move. */
      readonly disk?: DiskSettings;
    }
  | { readonly kind: 'vm.start'; readonly vm: string }
  | { readonly kind: 'vm.pause'; readonly vm: string }
  | { readonly kind: 'vm.resume'; readonly vm: string }
  | { readonly kind: 'vm.stop'; readonly vm: string }
  | { readonly kind: 'vm.delete'; readonly vm: string }
  /** Harms the guest from within, as a program gone wrong would; it finds out by itself. */
  | { readonly kind: 'vm.break'; readonly vm: string; readonly damage: Damage }
  | {
      readonly kind: 'vm.snapshot';
      readonly vm: string;
      /** Shown in the tree; "Snapshot N" where not given. */
      readonly name?: string;
      readonly description?: string;
      /** `copy-on-write` where not given. */
      readonly method?: SnapshotMethod;
      /** `machine` where not given; `disk` leaves memory and CPU out, so that going back is like a loss of power. */
      readonly contents?: SnapshotContents;
      /** Lets the guest first write to its disk what it has only in memory; false where not given. */
      readonly quiesce?: boolean;
    }
  /** Gives up the snapshot that is being taken. */
  | { readonly kind: 'vm.cancelSnapshot'; readonly vm: string }
  | {
      readonly kind: 'vm.migrate';
      readonly vm: string;
      readonly to: string;
      readonly parameters?: Partial<MigrationParameters>;
    }
  /** Clients that send requests to the VM's server at random, and measure how they are served. */
  | {
      readonly kind: 'vm.attachClients';
      readonly vm: string;
      readonly requestsPerSecond: number;
      /** Running time of the guest that a request takes; 200 where not given. */
      readonly microsecondsPerRequest?: number;
    }
  | { readonly kind: 'vm.detachClients'; readonly vm: string }
  /** A remote client opens a connection to the server in the VM, and sends requests over it. */
  | {
      readonly kind: 'vm.connect';
      readonly vm: string;
      /** Name of the client; "peer-N" where not given. */
      readonly peer?: string;
      /** From an answer to the next request; where 0 or not given the connection is idle after a greeting. */
      readonly requestEveryMilliseconds?: number;
      /** How long either side tries again before it gives up; 100 where not given (RFC 1122's R2). */
      readonly giveUpAfterSeconds?: number;
      /** Silence before either side probes whether the other is there; 7200 where not given (RFC 1122). */
      readonly keepAliveSeconds?: number;
    }
  /** The client says goodbye, or vanishes without a word; one whose connection has ended is forgotten. */
  | { readonly kind: 'vm.disconnect'; readonly vm: string; readonly peer: string; readonly how?: 'close' | 'leave' }
  /** Whether the machine has the device that tells its guest when it was put back in time, or made twice. */
  | { readonly kind: 'vm.setGenerationId'; readonly vm: string; readonly present: boolean }
  /** What the VM says goes out only with a checkpoint that covers it, one every so often; 0 lets it out at once. */
  | { readonly kind: 'vm.setOutputCommit'; readonly vm: string; readonly everyMilliseconds: number }
  /** Puts a VM with output commit back to its last checkpoint. */
  | { readonly kind: 'vm.returnToCheckpoint'; readonly vm: string }
  /** Keeps a replica of a running VM on another host, by checkpoints; what the VM says waits for them. */
  | {
      readonly kind: 'vm.replicate';
      readonly vm: string;
      readonly to: string;
      /** From one checkpoint to the next; 100 where not given. */
      readonly everyMilliseconds?: number;
    }
  | { readonly kind: 'vm.stopReplication'; readonly vm: string }
  /** Powers the VM off where it is, and goes over to its replica. */
  | { readonly kind: 'vm.failOver'; readonly vm: string }
  | { readonly kind: 'vm.cancelMigration'; readonly vm: string }
  /** Lets a hybrid migration go over to post-copy at its next look. */
  | { readonly kind: 'vm.startPostCopy'; readonly vm: string }
  /** Goes on with a paused post-copy over the link between the two hosts, which must be up again. */
  | { readonly kind: 'vm.recoverMigration'; readonly vm: string }
  | { readonly kind: 'snapshot.rollback'; readonly vm: string; readonly snapshot: string }
  /** Starts a second VM from a snapshot, with all that was in the first one's memory. */
  | {
      readonly kind: 'snapshot.clone';
      readonly vm: string;
      readonly snapshot: string;
      /** Name of the new VM. */
      readonly as: string;
      /** The host of the VM where not given. */
      readonly host?: string;
    }
  | { readonly kind: 'snapshot.delete'; readonly vm: string; readonly snapshot: string }
  | { readonly kind: 'snapshot.rename'; readonly vm: string; readonly snapshot: string; readonly name: string }
  | { readonly kind: 'snapshot.describe'; readonly vm: string; readonly snapshot: string; readonly description: string }
  /** Takes an exported snapshot into the tree of a VM; where there is none of this name it is created on `host`, stopped. */
  | {
      readonly kind: 'snapshot.import';
      readonly vm: string;
      readonly host?: string;
      /** As it was called before, where not given. */
      readonly name?: string;
      readonly exported: ExportedSnapshot;
    }
  /** A container on a host: everything but the start of its program (runtime-spec, "create"). */
  | {
      readonly kind: 'container.create';
      readonly container: string;
      readonly host: string;
      /** `base` where not given; `web` and `worker` are there, too. */
      readonly image?: string;
      /** The walls around it, or the name of a preset; `full` where not given. */
      readonly walls?: Walls | string;
      /** Ports of the host that lead to its own, as in "8080:80" and "5353:53/udp". */
      readonly publish?: readonly string[];
    }
  | { readonly kind: 'container.start'; readonly container: string }
  | { readonly kind: 'container.stop'; readonly container: string }
  | { readonly kind: 'container.delete'; readonly container: string }
  /** Types into a terminal of the container, which has that size from then on; there is a shell at its other end. Ctrl-C, Ctrl-D, Ctrl-Z and Ctrl-\ act as on a terminal. */
  | { readonly kind: 'container.type'; readonly container: string; readonly terminal: string; readonly text: string; readonly columns?: number; readonly rows?: number }
  /** Ctrl-C. */
  | { readonly kind: 'container.interrupt'; readonly container: string; readonly terminal: string }
  /** Files as its first process sees them and may change them; a file is given as a text or as bytes. */
  | { readonly kind: 'container.writeFile'; readonly container: string; readonly path: string; readonly text?: string; readonly bytes?: readonly number[] }
  | { readonly kind: 'container.makeDirectory'; readonly container: string; readonly path: string }
  | { readonly kind: 'container.removeFile'; readonly container: string; readonly path: string }
  | { readonly kind: 'container.renameFile'; readonly container: string; readonly path: string; readonly to: string }
  /** Writes all that a running container is to an image on the shared storage (criu(8), dump). */
  | {
      readonly kind: 'container.checkpoint';
      readonly container: string;
      /** Name of the checkpoint; the container's with a number where not given. */
      readonly checkpoint?: string;
      /** How often memory is copied while the container runs, before what has changed is copied at last; 0 where not given. */
      readonly preDumps?: number;
      /** Whether the container goes on afterwards; it is stopped where not given. */
      readonly leaveRunning?: boolean;
      /** Also takes established connections along, which is refused where not given. */
      readonly tcpEstablished?: boolean;
    }
  /** Gives up the checkpoint that is being taken; the container runs on, and nothing of it stays on the storage. */
  | { readonly kind: 'container.cancelCheckpoint'; readonly container: string }
  | {
      readonly kind: 'container.restore';
      readonly checkpoint: string;
      /** As it was called before, where not given. */
      readonly container?: string;
      /** Where it was before, where not given. */
      readonly host?: string;
      /** Ports of the host that lead to it, in place of those that did (podman-container-restore(1), --publish). */
      readonly publish?: readonly string[];
      /** Lets it run at once, and brings its memory when it is touched, or a little later (criu(8), lazy-pages). */
      readonly lazyPages?: boolean;
    }
  | { readonly kind: 'container.deleteCheckpoint'; readonly checkpoint: string }
  /** Moves a running container to another host, by the same mechanisms as VMs. */
  | {
      readonly kind: 'container.migrate';
      readonly container: string;
      readonly to: string;
      readonly parameters?: Partial<MigrationParameters>;
      /** Also where it has established connections: those with others are reset; refused where not given. */
      readonly tcpEstablished?: boolean;
    }
  | { readonly kind: 'container.cancelMigration'; readonly container: string }
  /** Goes on with a paused post-copy over the link between the two hosts, which must be up again. */
  | { readonly kind: 'container.recoverMigration'; readonly container: string }
  /** Freezes the image that is written, and puts an empty overlay on it. */
  | { readonly kind: 'disk.overlay'; readonly vm: string }
  | {
      /** Brings what the images above `base` have down into it; what else reads from `base` holds garbage afterwards. */
      readonly kind: 'disk.commit';
      readonly vm: string;
      /** The backing image of the top where not given. */
      readonly base?: string;
      /** Leaves the top in place, emptied; where not given it is dropped, and the base is written on. */
      readonly keepTop?: boolean;
      /** Also where snapshots become garbage. */
      readonly force?: boolean;
      /** At most; as much as its storage gives where not given. */
      readonly bytesPerSecond?: number;
    }
  | {
      /** Brings what the images between the top and `base` have up into the top; all images stay valid. */
      readonly kind: 'disk.stream';
      readonly vm: string;
      /** Stays the backing image; none where not given. */
      readonly base?: string;
      readonly bytesPerSecond?: number;
    }
  | {
      /** Gives the top another backing image. */
      readonly kind: 'disk.rebase';
      readonly vm: string;
      /** None where not given. */
      readonly onto?: string;
      /** Only changes the name, and so corrupts the disk where the two differ. */
      readonly unsafe?: boolean;
      readonly bytesPerSecond?: number;
    }
  /** Copies the whole disk into a new image that needs no other, and goes on with that. */
  | { readonly kind: 'disk.copy'; readonly vm: string; readonly bytesPerSecond?: number }
  /** Gives up what is under way on the disk; it reads as before. */
  | { readonly kind: 'disk.cancelJob'; readonly vm: string }
  /** Makes a file on the disk of a VM that is powered off, or replaces it. */
  | { readonly kind: 'disk.writeFile'; readonly vm: string; readonly path: string; readonly bytes: readonly number[] }
  | { readonly kind: 'disk.makeDirectory'; readonly vm: string; readonly path: string }
  /** Removes a file, or a directory with all that is in it. */
  | { readonly kind: 'disk.removeFile'; readonly vm: string; readonly path: string }
  | { readonly kind: 'disk.renameFile'; readonly vm: string; readonly path: string; readonly to: string }
  /** Changes the storage that all hosts share, where the files of snapshots are; what is not given stays as it is. */
  | {
      readonly kind: 'storage.edit';
      readonly bytesPerSecond?: number;
      readonly freeBytes?: number;
      /** A fault: false lets every access end in an error. */
      readonly works?: boolean;
    }

/** The name that a command goes by, such as "vm.migrate". */
export type CommandKind = Command['kind'];

/** The commands of this kind, or of these kinds: a template such as `host.${string}` stands for many. */
export type CommandOf<Kind extends string> = Extract<Command, { readonly kind: Kind }>;
