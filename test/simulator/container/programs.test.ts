import { describe, expect, test } from 'vitest';
import { createContainer } from '../../../src/simulator/container/oci/create-container.ts';
import type { ContainerHost } from '../../../src/simulator/container/oci/container-host.ts';
import { containerOf, startContainer } from '../../../src/simulator/container/oci/lifecycle.ts';
import { prepareHost } from '../../../src/simulator/container/oci/prepare-host.ts';
import { openTerminal, takeOutput, type } from '../../../src/simulator/container/oci/session.ts';
import { WALL_PRESETS } from '../../../src/simulator/container/oci/walls.ts';
import { shippedImages } from '../../../src/simulator/container/image/shipped-images.ts';
import { PROGRAMS } from '../../../src/simulator/container/programs/all.ts';
import { runUntil } from '../../../src/simulator/container/scheduler/run.ts';

const SECOND = 1_000_000_000;
const [base] = shippedImages([...PROGRAMS.keys()]);

function begun(): ContainerHost {
  const host = prepareHost({ hostname: 'alpha', vcpus: 2, memoryBytes: 2 ** 32, seed: 1 }, [...PROGRAMS.keys()]);
  createContainer(host, 'c', base!, WALL_PRESETS.usual);
  startContainer(host, 'c', ['pause']);
  return host;
}

/** What a line makes the terminal show, without the prompt. */
function sh(host: ContainerHost, line: string, seconds = 0): string {
  const session = openTerminal(host.kernel, containerOf(host, 'c'), 'test');
  runUntil(host.kernel, host.kernel.now + 1, PROGRAMS);
  takeOutput(session);
  type(host.kernel, session, `${line}\n`);
  runUntil(host.kernel, host.kernel.now + 1 + seconds * SECOND, PROGRAMS);
  return takeOutput(session).replace(/[^\n]*[#$] $/, '');
}

describe('programs say what the real ones say', () => {
  test.each([
    ['ls nosuch', "ls: cannot access 'nosuch': No such file or directory\n"],
    ['ls -z', "ls: invalid option -- 'z'\nTry 'ls --help' for more information.\n"],
    ['ls --colour', "ls: unrecognized option '--colour'\nTry 'ls --help' for more information.\n"],
    ['mkdir /etc', "mkdir: cannot create directory '/etc': File exists\n"],
    ['rm', "rm: missing operand\nTry 'rm --help' for more information.\n"],
    ['rm /etc', "rm: cannot remove '/etc': Is a directory\n"],
    ['rm -rf nosuch', ''],
    ['rmdir /etc', "rmdir: failed to remove '/etc': Directory not empty\n"],
    ['cp /etc/passwd', "cp: missing destination file operand after '/etc/passwd'\nTry 'cp --help' for more information.\n"],
    ['cp /etc /tmp', "cp: -r not specified; omitting directory '/etc'\n"],
    ['mv nosuch /tmp', "mv: cannot stat 'nosuch': No such file or directory\n"],
    ['touch /no/f', "touch: cannot touch '/no/f': No such file or directory\n"],
    ['ln -s a /etc/passwd', "ln: failed to create symbolic link '/etc/passwd': File exists\n"],
    ['chmod u+q /etc', "chmod: invalid mode: 'u+q'\nTry 'chmod --help' for more information.\n"],
    ['chown foo /etc', "chown: invalid user: 'foo'\nTry 'chown --help' for more information.\n"],
    ['sleep', "sleep: missing operand\nTry 'sleep --help' for more information.\n"],
    ['sleep soon', "sleep: invalid time interval 'soon'\nTry 'sleep --help' for more information.\n"],
    ['kill 999', 'sh: 1: kill: No such process\n'],
    ['/bin/kill 999', 'kill: (999) - No such process\n'],
    ['kill -FOO 1', 'sh: 1: kill: Illegal option -F\n'],
    ['chroot /no', "chroot: cannot change root directory to '/no': No such file or directory\n"],
    ['unshare -m', 'unshare: unshare failed: Operation not permitted\n'],
    ['ping nosuch', 'ping: nosuch: Name or service not known\n'],
    ['ip foo', 'ip: Object "foo" is unknown, try "ip --help".\n'],
    ['nc 127.0.0.1 80', 'nc: connect to 127.0.0.1 port 80 (tcp) failed: Connection refused\n'],
    ['dd if=/no', "dd: failed to open '/no': No such file or directory\n"],
  ])('%s', (line, printed) => {
    expect(sh(begun(), line)).toBe(printed);
  });
});

describe('programs do what is asked', () => {
  test('ls in long lines, with hidden names, marks and numbers', () => {
    const host = begun();
    sh(host, 'cd /tmp; mkdir d; echo hello > f; chown nobody f; chmod 4755 f; ln -s f l; touch .h');
    expect(sh(host, 'ls -lA')).toBe([
      'total 8', '-rw-r--r-- 1 root   root    0 Jan  1 00:00 .h', 'drwxr-xr-x 2 root   root 4096 Jan  1 00:00 d', '-rwsr-xr-x 1 nobody root    6 Jan  1 00:00 f', 'lrwxrwxrwx 1 root   root    1 Jan  1 00:00 l -> f', '',
    ].join('\n'));
    expect(sh(host, 'ls -F')).toBe('d/  f*  l@\n');
    expect(sh(host, 'ls -R .')).toBe('.:\nd  f  l\n\n./d:\n');
  });

  test('cp keeps bytes, links and modes, and cd - goes back', () => {
    const host = begun();
    expect(sh(host, 'cd /tmp; dd if=/dev/random of=r bs=1k count=2 status=none; mkdir d; ln -s r d/l; mkdir e; cp -r d r e; ls -l e/d', 1)).toContain('l -> r');
    expect(sh(host, 'cp r s; head -n 1 r > a; head -n 1 s > b; ls -l r s')).toMatch(/2048 Jan {2}1 00:00 r\n.* 2048 Jan {2}1 00:00 s\n/);
    expect(sh(host, 'cd /etc; cd -')).toBe('/tmp\n');
    expect(sh(host, 'echo ~ $?')).toBe('/root 0\n');
  });

  test('head, tail, sort, grep and echo take the usual options', () => {
    const host = begun();
    expect(sh(host, 'seq 12 | head -n 2; seq 12 | tail -n 1; seq 3 | head -1')).toBe('1\n2\n12\n1\n');
    expect(sh(host, 'seq 11 | sort | head -n 3; seq 11 | sort -n -r | head -n 1')).toBe('1\n10\n11\n11\n');
    expect(sh(host, 'grep -in ROOT /etc/passwd')).toBe('1:root:x:0:0:root:/root:/bin/sh\n');
    expect(sh(host, 'echo -e "a\\tb"; echo -n x; echo y')).toBe('a\tb\nxy\n');
  });

  test('a device without an end stops nobody but its reader', () => {
    const host = begun();
    expect(sh(host, 'cat /dev/zero | head -n 1', 5)).toBe('head: memory exhausted\n');
    expect(sh(host, 'echo on')).toBe('on\n');
  });

  test('a script is run by sh, and what a signal has ended is told', () => {
    const host = begun();
    expect(sh(host, 'echo "echo one; hostname" > /tmp/s; sh /tmp/s')).toBe('one\nc\n');
    expect(sh(host, "sleep 100 & sh -c 'kill -KILL $$'; echo $?")).toContain('Killed\n137\n');
    expect(sh(host, 'jobs')).toBe('[1] + Running                    sleep 100\n');
  });

  test('top shows the screen anew every second until it is interrupted', () => {
    const host = begun();
    expect(sh(host, 'top -b -n 2', 2).match(/PID/g)).toHaveLength(2);
    expect(sh(host, 'top -d 1', 3).startsWith('\u001b[H\u001b[2Jtop - ')).toBe(true);
  });
});

describe('Ctrl-D', () => {
  test('ends what reads the terminal, and on an empty prompt the shell', () => {
    const host = begun();
    expect(sh(host, 'cat > /tmp/f')).toBe('');
    const session = openTerminal(host.kernel, containerOf(host, 'c'), 'test');
    type(host.kernel, session, 'typed\n');
    type(host.kernel, session, '\u0004');
    runUntil(host.kernel, host.kernel.now + 1, PROGRAMS);
    expect(sh(host, 'cat /tmp/f')).toBe('typed\n');
    type(host.kernel, session, '\u0004');
    runUntil(host.kernel, host.kernel.now + 1, PROGRAMS);
    expect(session.shell.state).toBe('dead');
  });
});

test('more output than a terminal takes at once comes bit by bit', () => {
  const host = begun();
  sh(host, 'seq 10000 > /tmp/a; cat /tmp/a /tmp/a /tmp/a > /tmp/b');
  const session = openTerminal(host.kernel, containerOf(host, 'c'), 'test');
  type(host.kernel, session, 'cat /tmp/b; echo end\n');
  let text = '';
  for (let piece = 0; piece < 10; piece++) {
    runUntil(host.kernel, host.kernel.now + SECOND / 10, PROGRAMS);
    text += takeOutput(session);
  }
  expect(text.length).toBeGreaterThan(140_000);
  expect(text).toContain('\nend\n');
});
