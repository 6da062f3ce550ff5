import { describe, expect, test } from 'vitest';
import { createContainer } from '../../../../src/simulator/container/oci/create-container.ts';
import type { ContainerHost } from '../../../../src/simulator/container/oci/container-host.ts';
import { containerOf, startContainer } from '../../../../src/simulator/container/oci/lifecycle.ts';
import { prepareHost, put } from '../../../../src/simulator/container/oci/prepare-host.ts';
import { openTerminal, takeOutput, type } from '../../../../src/simulator/container/oci/session.ts';
import { WALL_PRESETS, type Walls } from '../../../../src/simulator/container/oci/walls.ts';
import { NO_IO_LIMITS, type IoLimits } from '../../../../src/simulator/container/cgroup/cgroup.ts';
import { shippedImages } from '../../../../src/simulator/container/image/shipped-images.ts';
import { PROGRAMS } from '../../../../src/simulator/container/programs/all.ts';
import { GraphBlocks } from '../../../../src/simulator/container/graph/blocks.ts';
import { decodeUtf8 } from '../../../../src/simulator/kernel/utf8.ts';
import { runUntil } from '../../../../src/simulator/container/scheduler/run.ts';

const SECOND = 1_000_000_000;
const [base] = shippedImages([...PROGRAMS.keys()]);

function newHost(): ContainerHost {
  return prepareHost({ hostname: 'alpha', vcpus: 4, memoryBytes: 2 ** 32, seed: 1 }, [...PROGRAMS.keys()]);
}

function running(host: ContainerHost, name: string, io: Partial<IoLimits>): void {
  const walls: Walls = { ...WALL_PRESETS.usual, limits: { ...WALL_PRESETS.usual.limits, io: { ...NO_IO_LIMITS, ...io } } };
  createContainer(host, name, base!, walls);
  startContainer(host, name, ['pause']);
  runUntil(host.kernel, host.kernel.now + 1, PROGRAMS);
}

/** What a command prints in a container's shell within so many seconds, without the prompt. */
function sh(host: ContainerHost, name: string, line: string, seconds: number): string {
  start(host, name, line);
  runUntil(host.kernel, host.kernel.now + seconds * SECOND, PROGRAMS);
  return printed(host, name);
}

function start(host: ContainerHost, name: string, line: string): void {
  const session = openTerminal(host.kernel, containerOf(host, name), 'test');
  runUntil(host.kernel, host.kernel.now + 1, PROGRAMS);
  takeOutput(session);
  type(host.kernel, session, `${line}\n`);
}

function printed(host: ContainerHost, name: string): string {
  return takeOutput(openTerminal(host.kernel, containerOf(host, name), 'test')).replace(/[^\n]*[#$] $/, '');
}

const MEBIBYTE = 2 ** 20;

describe('io.max', () => {
  test('wbps holds a writer back, whether it waits for the disk or is written back', () => {
    const host = newHost();
    running(host, 'slow', { writeBytes: MEBIBYTE });
    expect(sh(host, 'slow', 'dd if=/dev/zero of=/tmp/f bs=1M count=4 oflag=direct', 10)).toMatch(
      /^4\+0 records in\n4\+0 records out\n4194304 bytes \(4\.2 MB, 4\.0 MiB\) copied, 4(\.00\d*)? s, 1\.0 MB\/s\n$/,
    );
    expect(sh(host, 'slow', 'dd if=/dev/zero of=/tmp/f bs=1M count=4 conv=fsync', 10)).toMatch(/copied, 4(\.00\d*)? s, 1\.0 MB\/s/);
    expect(sh(host, 'slow', 'dd if=/dev/zero of=/tmp/f bs=1M count=4', 10)).toMatch(/copied, 3\.75\d* s, 1\.1 MB\/s/);
  });

  test('rbps holds back who reads from the disk, and not who reads what is in the page cache', () => {
    const host = newHost();
    running(host, 'slow', { readBytes: 2 * MEBIBYTE });
    sh(host, 'slow', 'dd if=/dev/zero of=/tmp/f bs=1M count=4', 2);
    expect(sh(host, 'slow', 'dd if=/tmp/f of=/dev/null bs=1M iflag=direct', 5)).toMatch(/copied, 2\.00\d* s, 2\.1 MB\/s/);
    expect(sh(host, 'slow', 'dd if=/tmp/f of=/dev/null bs=1M', 1)).toMatch(/ 10 GB\/s/);
  });

  test('riops and wiops count operations, of at most 512 KiB each', () => {
    const host = newHost();
    running(host, 'slow', { writeOperations: 10, readOperations: 20 });
    expect(sh(host, 'slow', 'dd if=/dev/zero of=/tmp/f bs=4k count=40 oflag=direct', 10)).toMatch(/copied, 4\.0\d* s, 41 kB\/s/);
    expect(sh(host, 'slow', 'dd if=/tmp/f of=/dev/null bs=4k iflag=direct', 10)).toMatch(/copied, 2\.0\d* s, 82 kB\/s/);
    expect(sh(host, 'slow', 'dd if=/dev/zero of=/tmp/f bs=1M count=5 oflag=direct', 10)).toMatch(/copied, 1\.00\d* s, 5\.2 MB\/s/);
  });

  test('a limit above holds for all below it together, and the least limit for each', () => {
    const host = newHost();
    running(host, 'one', {});
    running(host, 'two', {});
    running(host, 'slow', { writeBytes: MEBIBYTE / 2 });
    put(host.kernel, host.kernel.init, '/sys/fs/cgroup/virtlab/io.max', '253:0 wbps=2097152');
    for (const name of ['one', 'two', 'slow']) start(host, name, 'dd if=/dev/zero of=/tmp/f bs=256k count=8 oflag=direct');
    runUntil(host.kernel, host.kernel.now + 10 * SECOND, PROGRAMS);
    // Half a mebibyte a second for the one that has a limit of its own, the rest of two for the others.
    expect(printed(host, 'slow')).toMatch(/copied, 4\.00\d* s/);
    expect(printed(host, 'one')).toMatch(/copied, 2\.[67]\d* s/);
    expect(printed(host, 'two')).toMatch(/copied, 2\.[67]\d* s/);
  });

  test('a neighbour on the same disk is as fast as before', () => {
    const host = newHost();
    running(host, 'held', { writeBytes: MEBIBYTE });
    running(host, 'free', {});
    start(host, 'held', 'dd if=/dev/zero of=/tmp/f bs=1M count=20 oflag=direct');
    const alone = sh(host, 'free', 'dd if=/dev/zero of=/tmp/f bs=1M count=40 oflag=direct', 1);
    expect(alone).toMatch(/20\d MB\/s/);
  });

  test('without limits two writers share the disk evenly', () => {
    const host = newHost();
    running(host, 'one', {});
    running(host, 'two', {});
    start(host, 'one', 'dd if=/dev/zero of=/tmp/f bs=1M count=40 oflag=direct');
    start(host, 'two', 'dd if=/dev/zero of=/tmp/f bs=1M count=40 oflag=direct');
    runUntil(host.kernel, host.kernel.now + 2 * SECOND, PROGRAMS);
    expect(printed(host, 'one')).toMatch(/10[0-9] MB\/s/);
    expect(printed(host, 'two')).toMatch(/10[0-9] MB\/s/);
  });
});

describe('what is seen of it', () => {
  test('io.stat counts, and io.max shows what is set', () => {
    const host = newHost();
    running(host, 'c', { writeBytes: MEBIBYTE, readOperations: 100 });
    sh(host, 'c', 'dd if=/dev/zero of=/tmp/f bs=1M count=2 oflag=direct; dd if=/tmp/f of=/dev/null bs=4k count=3 iflag=direct', 5);
    expect(sh(host, 'c', 'cat /sys/fs/cgroup/io.stat', 1)).toBe('253:0 rbytes=12288 wbytes=2097152 rios=3 wios=4 dbytes=0 dios=0\n');
    expect(sh(host, 'c', 'cat /sys/fs/cgroup/io.max', 1)).toBe('253:0 rbps=max wbps=1048576 riops=100 wiops=max\n');
  });

  test('who waits for the disk is in state D, and the shell goes on after it', () => {
    const host = newHost();
    running(host, 'c', { writeBytes: MEBIBYTE });
    expect(sh(host, 'c', 'dd if=/dev/zero of=/tmp/f bs=1M count=3 oflag=direct & ps', 1)).toContain(' D dd if=/dev/zero');
    expect(sh(host, 'c', 'echo', 5)).toContain('copied, 3.00');
    expect(sh(host, 'c', 'ps', 1)).not.toContain(' dd if=/dev/zero of=/tmp/f bs=1M count=3 oflag=direct\n  ');
  });

  test('a small file takes no time, and a full disk is told', () => {
    const host = newHost();
    running(host, 'c', { writeBytes: MEBIBYTE });
    running(host, 'free', {});
    expect(sh(host, 'c', 'echo x > /tmp/f; cat /tmp/f', 0)).toBe('x\n');
    expect(sh(host, 'free', 'dd if=/dev/zero of=/tmp/f bs=16M', 10)).toContain("dd: error writing '/tmp/f': No space left on device\n");
    expect(sh(host, 'c', 'echo y > /tmp/g', 1)).toBe('');
    expect(sh(host, 'free', 'rm /tmp/f; echo again > /tmp/f; cat /tmp/f', 1)).toBe('again\n');
  });

  test('how often somebody looks changes nothing', () => {
    const played = (pieces: number): string => {
      const host = newHost();
      running(host, 'held', { writeBytes: 3e5, writeOperations: 17 });
      running(host, 'free', { writeBytes: 7e5 });
      start(host, 'held', 'dd if=/dev/zero of=/tmp/f bs=30k count=20');
      start(host, 'free', 'dd if=/dev/zero of=/tmp/f bs=64k count=40 oflag=direct');
      const from = host.kernel.now;
      for (let piece = 1; piece <= pieces; piece++) runUntil(host.kernel, from + Math.floor((SECOND * piece) / pieces), PROGRAMS);
      return new GraphBlocks(host).write().blocks.map(decodeUtf8).join('\n');
    };
    expect(played(137)).toBe(played(1));
  });
});
