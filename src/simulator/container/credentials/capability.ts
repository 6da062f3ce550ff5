/** Every capability of capabilities(7), in the order of their numbers. */
export const CAPABILITIES = [
  'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP',
  'LINUX_IMMUTABLE', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_ADMIN', 'NET_RAW', 'IPC_LOCK', 'IPC_OWNER',
  'SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_NICE',
  'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL', 'SETFCAP',
  'MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF',
  'CHECKPOINT_RESTORE',
] as const;

/** A capability without the `CAP_` in front. */
export type Capability = (typeof CAPABILITIES)[number];

/** Never changed in place: credentials share them. */
export type CapabilitySet = ReadonlySet<Capability>;

/** The empty set. */
export const NO_CAPABILITIES: CapabilitySet = new Set();
/** What root of the whole machine has. */
export const ALL_CAPABILITIES: CapabilitySet = new Set(CAPABILITIES);

/** The capabilities in either set. */
export function union(first: CapabilitySet, second: CapabilitySet): CapabilitySet {
  return new Set([...first, ...second]);
}

/** The capabilities in both sets. */
export function intersection(first: CapabilitySet, second: CapabilitySet): CapabilitySet {
  return new Set([...first].filter((capability) => second.has(capability)));
}

/** Whether the second set has all that the first has. */
export function isSubset(part: CapabilitySet, whole: CapabilitySet): boolean {
  return [...part].every((capability) => whole.has(capability));
}

/** The set as /proc/[pid]/status prints it: 16 hexadecimal digits, capability number n in bit n. */
export function capabilityMask(set: CapabilitySet): string {
  const digits = Array.from({ length: 16 }, (_, place) => {
    const bits = [0, 1, 2, 3].map((bit) => CAPABILITIES[4 * (15 - place) + bit]);
    return bits.reduce((digit, name, bit) => digit + (name !== undefined && set.has(name) ? 1 << bit : 0), 0);
  });
  return digits.map((digit) => digit.toString(16)).join('');
}
