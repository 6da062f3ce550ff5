/** What a row of the data center's tree stands for: what commands are given when they are called on it. */
export type RowTarget =
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'vm'; readonly vm: string }
  | { readonly kind: 'container'; readonly container: string }
  /** A group of a host's containers. */
  | { readonly kind: 'containers'; readonly host: string }
  /** A process of a container, by its number on the host. */
  | { readonly kind: 'process'; readonly container: string; readonly pid: number }
  /** A checkpoint of a container, or one of its files. */
  | { readonly kind: 'checkpoint'; readonly checkpoint: string }
  | { readonly kind: 'snapshot'; readonly vm: string; readonly snapshot: string }
  | { readonly kind: 'connection'; readonly vm: string; readonly peer: string }
  | { readonly kind: 'replica'; readonly vm: string }
  | { readonly kind: 'disk'; readonly vm: string }
  /** An image of a VM's disk, by its name. */
  | { readonly kind: 'image'; readonly vm: string; readonly image: string }
  /** The place in the snapshot tree that the running state descends from. */
  | { readonly kind: 'here'; readonly vm: string };

/** Colour of an icon by its meaning; the editor's theme has the shade. */
export type RowColour = 'running' | 'paused' | 'stopped' | 'moving' | 'failed' | 'here';

/** A row of the tree as plain data. */
export interface Row {
  /** Stays the same as long as the thing exists, so that expansion and selection survive. */
  readonly id: string;
  readonly target: RowTarget;
  readonly label: string;
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  /** Name of a codicon. */
  readonly icon: string;
  readonly colour: RowColour | null;
  /** What menus go by, such as `vm.running`. */
  readonly context: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** Shows what is below only when it is asked for; false where not given. */
  readonly isFolded?: boolean;
  readonly children: readonly Row[];
}
