import { describe, expect, test } from 'vitest';
import { CALL_GROUPS, callsOf, USUAL_CALLS } from '../../../src/simulator/container/oci/call-groups.ts';
import { createContainer } from '../../../src/simulator/container/oci/create-container.ts';
import { startContainer } from '../../../src/simulator/container/oci/lifecycle.ts';
import { prepareHost } from '../../../src/simulator/container/oci/prepare-host.ts';
import { WALL_PRESETS } from '../../../src/simulator/container/oci/walls.ts';
import { shippedImages } from '../../../src/simulator/container/image/shipped-images.ts';
import { PROGRAMS } from '../../../src/simulator/container/programs/all.ts';
import { SYSTEM_CALL_NAMES, systemCall } from '../../../src/simulator/container/system-call.ts';

const [base] = shippedImages([...PROGRAMS.keys()]);

describe('groups of system calls', () => {
  test('hold every call just once', () => {
    expect(CALL_GROUPS.flatMap(({ calls }) => calls).sort()).toEqual([...SYSTEM_CALL_NAMES].sort());
  });

  test('the usual ones are all but mounts, namespaces and the settings of the machine', () => {
    const all = callsOf(CALL_GROUPS.map(({ name }) => name));
    expect(all.filter((call) => !USUAL_CALLS.includes(call))).toEqual(['mount', 'umount', 'pivot_root', 'unshare', 'setns', 'sethostname', 'clock_settime']);
  });

  test.each(CALL_GROUPS.filter(({ name }) => name !== 'processes'))('a container without "$name" gets EPERM for each of its calls, whatever it may do', ({ name, calls }) => {
    const host = prepareHost({ hostname: 'alpha', vcpus: 1, memoryBytes: 2 ** 30, seed: 1 }, [...PROGRAMS.keys()]);
    const seccomp = callsOf(CALL_GROUPS.map((group) => group.name).filter((other) => other !== name));
    const { init } = createContainer(host, 'c', base!, { ...WALL_PRESETS.chroot, seccomp });
    startContainer(host, 'c', ['pause']);
    const ask = systemCall as (...args: unknown[]) => ReturnType<typeof systemCall>;
    for (const call of calls) expect(ask(host.kernel, init, call)).toEqual({ ok: false, errno: 'EPERM' });
    expect(ask(host.kernel, init, 'getpid').ok).toBe(true);
  });
});
