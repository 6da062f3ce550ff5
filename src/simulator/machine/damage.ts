/**
 * What can be done to a guest from within, as by a program gone wrong: writes through a wild pointer all over its memory,
 * all its files deleted, or its log overwritten on the disk.
 */
export const DAMAGES = ['wild-writes', 'delete-files', 'corrupt-log'] as const;

/** One of them. */
export type Damage = (typeof DAMAGES)[number];
