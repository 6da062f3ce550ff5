/** What the data center takes as the name of a host or VM. */
const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,39}$/;
const LONGEST_SNAPSHOT_NAME = 100;
const LONGEST_DESCRIPTION = 2000;

/** What is wrong with the name of a new host or VM, in one sentence; undefined if nothing is. */
export function checkName(name: string, taken: readonly string[], thing: 'host' | 'VM' | 'container'): string | undefined {
  if (name === '') return `Type a name for the ${thing}.`;
  if (!NAME.test(name)) return 'Use up to 40 letters, digits, dots, dashes or underscores, and begin with a letter.';
  if (taken.includes(name)) return `There is already a ${thing} "${name}".`;
  return undefined;
}

/** What is wrong with the name of a snapshot, in one sentence; undefined if nothing is. */
export function checkSnapshotName(name: string): string | undefined {
  if (name === '') return 'Type a name for the snapshot.';
  return name.length > LONGEST_SNAPSHOT_NAME ? `A name has at most ${LONGEST_SNAPSHOT_NAME} characters.` : undefined;
}

/** What is wrong with the description of a snapshot, in one sentence; undefined if nothing is. */
export function checkSnapshotDescription(description: string): string | undefined {
  return description.length > LONGEST_DESCRIPTION ? `A description has at most ${LONGEST_DESCRIPTION} characters.` : undefined;
}

/** The first of "vm-1", "vm-2", … that is not taken. */
export function freeName(stem: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = `${stem}-${number}`;
    if (!taken.includes(name)) return name;
  }
}
