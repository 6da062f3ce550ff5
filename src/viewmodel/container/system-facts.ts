/** What one system has, with the page of its manual that says so. */
export interface SystemFact {
  readonly text: string;
  readonly source: string;
}

/** One question about isolation, answered for the three systems. */
export interface SystemRow {
  readonly subject: string;
  readonly linux: SystemFact;
  readonly freebsd: SystemFact;
  readonly illumos: SystemFact;
}

const fact = (text: string, source: string): SystemFact => ({ text, source });

/** From the manual pages of Linux (man7.org), FreeBSD (jail.8 of freebsd-src) and illumos (zones.7 and zonecfg.8 of illumos-gate). */
export const SYSTEM_ROWS: readonly SystemRow[] = [
  {
    subject: 'What it is for the kernel',
    linux: fact('no thing of its own: namespaces, cgroups and capabilities of processes, put together by a runtime', 'namespaces(7)'),
    freebsd: fact('a prison with an id and parameters, in which processes are', 'jail(8)'),
    illumos: fact('a zone with a name and an id, configured, installed and booted', 'zones(7)'),
  },
  {
    subject: 'Its kernel',
    linux: fact('that of the host', 'namespaces(7)'),
    freebsd: fact('that of the host; osrelease and linux.* change what it says of itself', 'jail(8), osrelease and linux'),
    illumos: fact('that of the global zone; a brand can offer other software', 'zones(7), Brands'),
  },
  {
    subject: 'File tree',
    linux: fact('mnt namespace, with its root by pivot_root', 'mount_namespaces(7), pivot_root(2)'),
    freebsd: fact('path: a directory below which all its files are', 'jail(8), path'),
    illumos: fact('all below the zone root; parts are shared read-only by lofs', 'zones(7), File Systems'),
  },
  {
    subject: 'Mounting from inside',
    linux: fact('with CAP_SYS_ADMIN over its mnt namespace', 'mount_namespaces(7)'),
    freebsd: fact('off; with allow.mount and enforce_statfs below 2 for types that are marked for it', 'jail(8), Jails and File Systems'),
    illumos: fact('hsfs and network file systems; more by fs-allowed', 'zonecfg(8), fs-allowed'),
  },
  {
    subject: 'Processes',
    linux: fact('pid namespace: numbers and an init of its own', 'pid_namespaces(7)'),
    freebsd: fact('numbers of the host, each with its jid; a signal to all reaches only the jail', 'jail(8), Managing the Jail'),
    illumos: fact('only those of the zone are visible; others seem not to exist', 'zones(7), Process Access Restrictions'),
  },
  {
    subject: 'Network',
    linux: fact('net namespace: interfaces, addresses, routes, ports', 'network_namespaces(7)'),
    freebsd: fact('ip4.addr: some of the host’s addresses; vnet: a stack of its own', 'jail(8), ip4 and vnet'),
    illumos: fact('its own ports; shared-IP or exclusive-IP', 'zones(7), Networking'),
  },
  {
    subject: 'Messages between processes',
    linux: fact('ipc namespace', 'ipc_namespaces(7)'),
    freebsd: fact('sysvmsg, sysvsem and sysvshm: inherit, new or disable', 'jail(8), sysvmsg'),
    illumos: fact('restricted to the zone', 'zones(7)'),
  },
  {
    subject: 'Name of the machine',
    linux: fact('uts namespace', 'uts_namespaces(7)'),
    freebsd: fact('host.hostname', 'jail(8), host'),
    illumos: fact('the zone’s name; hostid on demand', 'zonecfg(8), hostid'),
  },
  {
    subject: 'Users',
    linux: fact('user namespace: root inside can be nobody outside', 'user_namespaces(7)'),
    freebsd: fact('ids of the host: one id in two jails shares one quota', 'jail(8), Jails and File Systems'),
    illumos: fact('root exists, with the privileges of the zone at most', 'zones(7), Privilege Restrictions'),
  },
  {
    subject: 'What its root may do',
    linux: fact('each capability by itself', 'capabilities(7)'),
    freebsd: fact('a fixed set, widened by allow.*; securelevel', 'jail(8), allow and securelevel'),
    illumos: fact('limitpriv: each privilege by itself; some can never be given', 'zonecfg(8), limitpriv'),
  },
  {
    subject: 'System calls',
    linux: fact('seccomp: any list', 'seccomp(2)'),
    freebsd: fact('no parameter for it', 'jail(8)'),
    illumos: fact('no resource for it', 'zonecfg(8)'),
  },
  {
    subject: 'Devices',
    linux: fact('those that the runtime makes in /dev', 'OCI runtime-spec, Default Devices'),
    freebsd: fact('devfs_ruleset', 'jail(8), devfs_ruleset'),
    illumos: fact('a few pseudo devices; more by device', 'zones(7), Device Restrictions'),
  },
  {
    subject: 'Limits',
    linux: fact('cgroups: cpu.max, cpu.weight, memory.max, pids.max, io.max', 'cgroups(7)'),
    freebsd: fact('rules for the subject jail: memoryuse, maxproc, pcpu; a cpuset', 'rctl(8), cpuset(1)'),
    illumos: fact('capped-cpu, cpu-shares, capped-memory, max-processes', 'zonecfg(8)'),
  },
  {
    subject: 'Clocks',
    linux: fact('time namespace for the monotonic and boot clocks; one wall clock for all', 'time_namespaces(7)'),
    freebsd: fact('no clock of its own', 'jail(8)'),
    illumos: fact('no clock of its own; sys_time in limitpriv lets it set that of all', 'zonecfg(8), Example 6'),
  },
  {
    subject: 'States',
    linux: fact('creating, created, running, stopped', 'OCI runtime-spec, State'),
    freebsd: fact('as long as it has a process, or for ever with persist; dying', 'jail(8), persist and dying'),
    illumos: fact('configured, incomplete, installed, ready, running, shutting down, down', 'zones(7)'),
  },
];
