import { describe, expect, test } from 'vitest';
import { Terminal } from './bench.ts';

/** Forms of coreutils 9.1 and procps 4.0, with the numbers of this machine. */
describe('ls', () => {
  test('lays names out in as few rows as fit the terminal, and one a line into a pipe', () => {
    const terminal = new Terminal();
    terminal.run('mkdir /tmp/w; cd /tmp/w; mkdir d; for i in 1 22 333 4444 55555 666666 7777777; do touch file-$i x$i; done');
    expect(terminal.run('ls')).toBe('d       file-22   file-4444   file-666666   x1   x333   x55555   x7777777\nfile-1  file-333  file-55555  file-7777777  x22  x4444  x666666\n');
    terminal.resize(40);
    expect(terminal.run('ls')).toBe('d         file-4444     x1     x55555\nfile-1    file-55555    x22    x666666\nfile-22   file-666666   x333   x7777777\nfile-333  file-7777777  x4444\n');
    expect(terminal.run('ls | head -n 3')).toBe('d\nfile-1\nfile-22\n');
    expect(terminal.run('ls -1 d file-1')).toBe('file-1\n\nd:\n');
  });

  test('sorts by bytes as in the C locale, by size with -S and the other way round with -r', () => {
    const terminal = new Terminal();
    terminal.run('mkdir /tmp/w; cd /tmp/w; touch b a C _ 1 .z; mkdir D; printf "%2000s" x > big');
    expect(terminal.run('ls')).toBe('1  C  D  _  a  b  big\n');
    expect(terminal.run('ls -ar')).toBe('big  b  a  _  D  C  1  .z  ..  .\n');
    expect(terminal.run('ls -S')).toBe('D  big  1  C  _  a  b\n');
    expect(terminal.run('ls -sh big; ls -lh big')).toBe('4.0K big\n-rw-r--r-- 1 root root 2.0K Jan  1 00:00 big\n');
  });
});

describe('top and ps', () => {
  test('top shows what each had of a vCPU since the screen before, most first', () => {
    const terminal = new Terminal();
    terminal.run('stress --cpu 1 --timeout 100 &', 2);
    terminal.run('stress --vm-bytes 64M --timeout 100 &', 1);
    const [, first = '', second = ''] = terminal.run('top -b -n 2', 2).split('top - ');
    expect(first.split('\n').slice(1, 9)).toEqual([
      'Tasks:   5 total,   2 running,   3 sleeping,   0 stopped,   0 zombie',
      '%Cpu(s): 50.0 us,  0.0 sy,  0.0 ni, 50.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st',
      'MiB Mem :   4096.0 total,   4032.0 free,     64.0 used,      0.0 buff/cache',
      'MiB Swap:      0.0 total,      0.0 free,      0.0 used.   4032.0 avail Mem',
      '',
      '  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND',
      '    3 root      20   0       0      0      0 R 100.0   0.0   0:03.00 stress',
      '    1 root      20   0       0      0      0 S   0.0   0.0   0:00.00 pause',
    ]);
    expect(second).toContain('    3 root      20   0       0      0      0 R 100.0   0.0   0:04.00 stress\n');
    expect(second).toContain('    4 root      20   0   65536  65536      0 S   0.0   1.6   0:00.00 stress\n');
  });

  test('who shares a vCPU with others has its part, in top as in ps', () => {
    const terminal = new Terminal();
    for (let index = 0; index < 4; index++) terminal.run('stress --cpu 1 --timeout 100 &');
    terminal.pass(2);
    expect(terminal.run('top -b -n 1').match(/R {2}50\.0/g)).toHaveLength(4);
    expect(terminal.run('ps aux').match(/^root +\d+ 50\.0 /gm)).toHaveLength(4);
  });

  test('ps shows groups, sessions, terminals and states', () => {
    const terminal = new Terminal();
    terminal.run('sleep 100 | cat &');
    expect(terminal.run('ps -o pid,ppid,pgid,sid,stat,tty,comm')).toBe([
      '  PID  PPID  PGID   SID STAT TT       COMMAND', '    1     0     1     1 Ss   ?        pause', '    2     1     2     2 Ss   pts/0    sh', '    3     2     3     2 S    pts/0    sleep',
      '    4     2     3     2 S    pts/0    cat', '    5     2     5     2 R+   pts/0    ps', '',
    ].join('\n'));
    expect(terminal.run('ps -o pid= -p 3,4')).toBe('    3\n    4\n');
    expect(terminal.run('ps -o foo')).toBe('ps: unknown user-defined format specifier "foo"\nTry \'ps --help\' for more information.\n');
  });
});

describe('what tells of the machine', () => {
  test('df shows the file systems that are seen from inside', () => {
    const terminal = new Terminal();
    expect(terminal.run('df -T /tmp /proc nofile')).toBe('df: nofile: No such file or directory\nFilesystem     Type    1K-blocks  Used Available Use% Mounted on\noverlay        overlay    262144     1    262144   1% /\nproc           proc            0     0         0    - /proc\n');
    terminal.run('dd if=/dev/zero of=/tmp/f bs=1M count=64 status=none', 5);
    expect(terminal.run('df -h /')).toBe('Filesystem      Size  Used Avail Use% Mounted on\noverlay         256M   65M  192M  26% /\n');
  });

  test('free, uptime and the load follow what is used', () => {
    const terminal = new Terminal();
    terminal.run('stress --vm-bytes 64M --timeout 1000 &');
    expect(terminal.run('free')).toBe('               total        used        free      shared  buff/cache   available\nMem:         4194304       65536     4128768           0           0     4128768\nSwap:              0           0           0\n');
    expect(terminal.run('free -h | head -n 2 | tail -n 1')).toBe('Mem:           4.0Gi        64Mi       3.9Gi          0B          0B       3.9Gi\n');
    terminal.run('stress --cpu 2 --timeout 1000 &', 60);
    expect(terminal.run('uptime')).toBe(' 00:01:00 up 1 min,  0 users,  load average: 1.27, 0.37, 0.13\n');
  });

  test('id and whoami know the names of /etc/passwd', () => {
    const terminal = new Terminal();
    expect(terminal.run('id; id -u; id -un; whoami')).toBe('uid=0(root) gid=0(root) groups=0(root)\n0\nroot\nroot\n');
    expect(terminal.run('id -n; id -ug; id x; whoami x')).toBe(
      "id: cannot print only names or real IDs in default format\nid: cannot print \"only\" of more than one choice\nid: 'x': no such user\nwhoami: extra operand 'x'\nTry 'whoami --help' for more information.\n",
    );
  });

  test('proc tells of groups, sessions, terminals and times', () => {
    const terminal = new Terminal();
    expect(terminal.run('cat /proc/$$/stat')).toMatch(/^2 \(sh\) S 1 2 2 34816 3 0 /);
    expect(terminal.run('grep -E "^(Name|State|PPid|Threads):" /proc/1/status')).toBe('Name:\tpause\nState:\tS (sleeping)\nPPid:\t0\nThreads:\t1\n');
    expect(terminal.run('head -n 2 /proc/meminfo')).toBe('MemTotal:        4194304 kB\nMemFree:         4194304 kB\n');
  });
});

test('grep takes basic and extended expressions', () => {
  const terminal = new Terminal();
  terminal.run('printf "abc\\na+c\\nABC\\n12\\n" > /tmp/g; cd /tmp');
  expect(terminal.run('grep "^a" g')).toBe('abc\na+c\n');
  expect(terminal.run('grep a+c g')).toBe('a+c\n');
  expect(terminal.run('grep -E "b+c|12" g')).toBe('abc\n12\n');
  expect(terminal.run('grep -ic "A.C" g')).toBe('3\n');
  expect(terminal.run('grep -x "[[:digit:]]*" g')).toBe('12\n');
  expect(terminal.run('grep "\\(a\\|A\\)[bB]" g; grep -F "a+" g; grep -v "[a-zA-Z]" g; grep zzz g; echo $?')).toBe('abc\nABC\na+c\n12\n1\n');
});

test('chown -R goes down, touch -c makes nothing, and an option that is not there is refused', () => {
  const terminal = new Terminal();
  expect(terminal.run('mkdir -p /tmp/w/d; cd /tmp/w; touch d/f; chown -R nobody d; ls -ld d d/f | grep -c nobody')).toBe('2\n');
  expect(terminal.run('touch -c none; ls none')).toBe("ls: cannot access 'none': No such file or directory\n");
  expect(terminal.run('rm -i d/f')).toBe("rm: invalid option -- 'i'\nTry 'rm --help' for more information.\n");
});
