#!/usr/bin/env python3
"""Plays the table of test/simulator/container/cases on the kernel of this machine, and compares outcome by outcome.

Needs Linux, root and Python 3; elsewhere it says so and does nothing. Every case runs in namespaces of its own, on an
empty tmpfs, in a cgroup of its own, and leaves nothing behind.

    python3 test/oracle/real-kernel.py [FILE ...]     exit code 1 where an outcome differs
"""
import array, ctypes, errno, fcntl, json, os, re, select, signal, socket, stat, struct, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, '..', 'simulator', 'container', 'cases')
libc = ctypes.CDLL(None, use_errno=True)
SYS_CLONE, SYS_PIVOT_ROOT, SYS_CAPSET, SYS_CAPGET, SYS_GETCWD = 56, 155, 126, 125, 79
NEW = {'mnt': 0x00020000, 'cgroup': 0x02000000, 'uts': 0x04000000, 'ipc': 0x08000000, 'user': 0x10000000,
       'pid': 0x20000000, 'net': 0x40000000, 'time': 0x00000080, 'fs': 0x00000200, 'files': 0x00000400, 'parent': 0x00008000}
MOUNT = {'rdonly': 1, 'nosuid': 2, 'nodev': 4, 'noexec': 8, 'remount': 32, 'bind': 4096, 'move': 8192, 'rec': 16384,
         'unbindable': 1 << 17, 'private': 1 << 18, 'slave': 1 << 19, 'shared': 1 << 20}
OPEN = {'read': 0, 'write': 0, 'create': os.O_CREAT, 'exclusive': os.O_EXCL, 'truncate': os.O_TRUNC, 'append': os.O_APPEND,
        'directory': os.O_DIRECTORY, 'nofollow': os.O_NOFOLLOW, 'path': os.O_PATH, 'cloexec': os.O_CLOEXEC}
CAPABILITIES = ('CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE '
                'NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN '
                'SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP').split()
FIRST_SOCKET = 200
UNIFIED = next((path for path in ('/sys/fs/cgroup/unified', '/sys/fs/cgroup')
                if os.path.exists(os.path.join(path, 'cgroup.controllers'))), None)


def checked(result):
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def text(value):
    return None if value in ('-', None) else value.encode()


def listed(value):
    return [] if value in ('-', None) else value.split(',')


def bits(names, table):
    total = 0
    for name in names:
        total |= table[name]
    return total


# ---------------------------------------------------------------- the process that acts

def shown(status):
    kinds = {stat.S_IFDIR: 'directory', stat.S_IFREG: 'regular', stat.S_IFLNK: 'symlink', stat.S_IFCHR: 'character',
             stat.S_IFBLK: 'block', stat.S_IFIFO: 'fifo'}
    return f'{kinds[stat.S_IFMT(status.st_mode)]} {status.st_mode & 0o7777:o} {status.st_uid}:{status.st_gid}'


def open_flags(names):
    access = os.O_RDONLY
    if 'write' in names:
        access = os.O_RDWR if 'read' in names else os.O_WRONLY
    return access | bits(names, OPEN)


def put(path, flags, data):
    fd = os.open(path, flags, 0o666)
    try:
        os.write(fd, data.encode())
    finally:
        os.close(fd)


def capset(names_to_drop):
    header = struct.pack('Ii', 0x20080522, 0)
    data = ctypes.create_string_buffer(24)
    checked(libc.syscall(SYS_CAPGET, header, data))
    words = list(struct.unpack('6I', data.raw))
    for name in names_to_drop:
        number = CAPABILITIES.index(name)
        for place in (0, 1):
            words[(number // 32) * 3 + place] &= ~(1 << (number % 32))
    words[2] = words[5] = 0
    checked(libc.syscall(SYS_CAPSET, header, struct.pack('6I', *words)))


def clone(agent, name, flags):
    ready = agent.sockets[name]
    pid = checked(libc.syscall(SYS_CLONE, bits(flags, NEW) | signal.SIGCHLD, 0, 0, 0, 0))
    if pid == 0:
        agent.become(name)
        agent.serve()
    del ready
    return str(pid)


def act(agent, words):
    verb, args = words[0], words[1:]
    first = args[0] if args else ''
    second = args[1] if len(args) > 1 else None
    if verb == 'mkdir': os.mkdir(first, int(second or '755', 8))
    elif verb == 'rmdir': os.rmdir(first)
    elif verb == 'unlink': os.unlink(first) if first else os.unlink('')
    elif verb == 'chdir': os.chdir(first)
    elif verb == 'chroot': os.chroot(first)
    elif verb == 'sethostname': checked(libc.sethostname(first.encode(), len(first)))
    elif verb == 'symlink': os.symlink(first, second)
    elif verb == 'link': os.link(first, second, follow_symlinks=False)
    elif verb == 'rename': os.rename(first, second)
    elif verb == 'pivot_root': checked(libc.syscall(SYS_PIVOT_ROOT, first.encode(), second.encode()))
    elif verb == 'mknod':
        kind = {'regular': stat.S_IFREG, 'fifo': stat.S_IFIFO, 'character': stat.S_IFCHR, 'block': stat.S_IFBLK}[second]
        numbers = [int(arg) for arg in args[2:]] or [0, 0]
        os.mknod(first, kind | 0o666, os.makedev(*numbers))
    elif verb == 'write': put(first, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, second)
    elif verb == 'append': put(first, os.O_WRONLY | os.O_CREAT | os.O_APPEND, second)
    elif verb == 'put': put(first, os.O_WRONLY, second)
    elif verb == 'read':
        fd = os.open(first, os.O_RDONLY)
        try:
            got = os.read(fd, 65536).decode().strip()
        finally:
            os.close(fd)
        # Beside the unified hierarchy there may be others.
        return got.split('\n')[-1] if re.match(r'^/proc/.*/cgroup$', first) else got
    elif verb == 'open': return str(os.open(first, open_flags(listed(second) or ['read']), int(args[2], 8) if len(args) > 2 else 0o644))
    elif verb == 'close': os.close(int(first))
    elif verb == 'readfd': return os.read(int(first), 65536).decode().strip()
    elif verb == 'writefd': os.write(int(first), second.encode())
    elif verb == 'fchdir': os.fchdir(int(first))
    elif verb in ('up', 'socket', 'bind', 'connect', 'listen', 'accept', 'send', 'sendto', 'recv'): return act_on_socket(verb, args)
    elif verb == 'getcwd':  # glibc refuses what begins with (unreachable)
        buffer = ctypes.create_string_buffer(4096)
        checked(libc.syscall(SYS_GETCWD, buffer, 4096))
        return buffer.value.decode()
    elif verb == 'stat': return shown(os.stat(first))
    elif verb == 'lstat': return shown(os.lstat(first))
    elif verb == 'links': return str(os.stat(first).st_nlink)
    elif verb == 'device':
        device = os.lstat(first).st_rdev
        return f'{os.major(device)}:{os.minor(device)}'
    elif verb == 'list': return ' '.join(sorted(os.listdir(first)))
    elif verb == 'readlink': return os.readlink(first)
    elif verb == 'chmod': os.chmod(first, int(second, 8))
    elif verb == 'chown': os.chown(first, int(second), int(args[2]))
    elif verb == 'access':
        wanted = bits(listed(second), {'read': 4, 'write': 2, 'execute': 1})
        checked(libc.access(first.encode(), wanted))
    elif verb == 'umask': os.umask(int(first, 8))
    elif verb == 'mount':
        flags = bits(listed(args[3]) if len(args) > 3 else [], MOUNT)
        data = text(args[4]) if len(args) > 4 else None
        checked(libc.mount(text(first), second.encode(), text(args[2]) if len(args) > 2 else None, ctypes.c_ulong(flags), data))
    elif verb == 'umount': checked(libc.umount2(first.encode(), bits(listed(second), {'detach': 2, 'nofollow': 8})))
    elif verb == 'clone': return clone(agent, first, listed(second))
    elif verb == 'unshare': checked(libc.unshare(bits(listed(first), NEW)))
    elif verb == 'setns': checked(libc.setns(int(first), NEW[second] if second else 0))
    elif verb == 'getpid': return str(libc.getpid())
    elif verb == 'getppid': return str(libc.getppid())
    elif verb == 'getuid': return str(os.geteuid())
    elif verb == 'getgid': return str(os.getegid())
    elif verb == 'setuid': os.setuid(int(first))
    elif verb == 'setgid': os.setgid(int(first))
    elif verb == 'getpgid': return str(os.getpgid(int(first)))
    elif verb == 'getsid': return str(os.getsid(int(first)))
    elif verb == 'setpgid': os.setpgid(int(first), int(second))
    elif verb == 'setsid': os.setsid()
    elif verb == 'setgroups': os.setgroups([int(group) for group in listed(first)])
    elif verb == 'kill': os.kill(int(first), getattr(signal, 'SIG' + second))
    elif verb == 'signal':
        number = getattr(signal, 'SIG' + first)
        if number in (signal.SIGKILL, signal.SIGSTOP): raise OSError(errno.EINVAL, '')
        signal.signal(number, signal.SIG_IGN if second == 'ignore' else signal.SIG_DFL)
    elif verb == 'wait':
        for _ in range(20):  # a killed process needs a moment
            pid, status = os.waitpid(int(first) if args else -1, os.WNOHANG | (os.WUNTRACED | os.WCONTINUED if second == 'untraced' else 0))
            if pid: break
            time.sleep(0.005)
        if pid == 0: return 'none'
        if os.WIFCONTINUED(status): return 'continued'
        if os.WIFSTOPPED(status): return 'stopped ' + signal.Signals(os.WSTOPSIG(status)).name[3:]
        return f'exited {os.WEXITSTATUS(status)}' if os.WIFEXITED(status) else 'killed ' + signal.Signals(os.WTERMSIG(status)).name[3:]
    elif verb == 'exit':
        agent.reply('ok')
        os._exit(int(first))
    elif verb == 'gethostname': return socket.gethostname()
    elif verb == 'drop': capset(args)
    elif verb == 'dumpable': checked(libc.prctl(4, 1, 0, 0, 0))
    elif verb == 'subreaper': checked(libc.prctl(36, 1, 0, 0, 0))
    elif verb == 'same':
        one, other = os.stat(first), os.stat(second)
        return 'yes' if (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino) else 'no'
    else: raise SystemExit(f'unknown word {verb}')
    return None


def act_on_socket(verb, args):
    if verb == 'up':
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            fcntl.ioctl(asker, 0x8914, struct.pack('16sH14s', args[0].encode(), 1, b''))  # SIOCSIFFLAGS, IFF_UP
        return None
    if verb == 'socket':
        return str(socket.socket(socket.AF_INET, socket.SOCK_DGRAM if args[0] == 'datagram' else socket.SOCK_STREAM).detach())
    one = socket.socket(fileno=int(args[0]))
    try:
        one.setblocking(verb == 'connect')
        if verb == 'bind': one.bind((args[1], int(args[2])))
        elif verb == 'connect': one.connect((args[1], int(args[2])))
        elif verb == 'listen': one.listen()
        elif verb == 'accept': return str(one.accept()[0].detach())
        elif verb == 'send': one.send(args[1].encode())
        elif verb == 'sendto': one.sendto(args[1].encode(), (args[2], int(args[3])))
        elif verb == 'recv': return one.recv(int(args[1])).decode()
    finally:
        one.detach()
    return None


class Agent:
    """A process of a case: takes one step after another over its own socket."""

    def __init__(self, sockets):
        self.sockets = sockets
        self.name = 'main'

    def become(self, name):
        self.name = name

    def reply(self, message):
        self.sockets[self.name].send(message.encode())

    def serve(self):
        self.reply('here')
        while True:
            request = self.sockets[self.name].recv(65536)
            if not request:
                os._exit(0)
            try:
                answer = act(self, json.loads(request))
                self.reply('ok' if answer is None else answer)
            except OSError as error:
                self.reply(errno.errorcode.get(error.errno, str(error.errno)))
            except UnicodeDecodeError:
                self.reply('not text')


# ---------------------------------------------------------------- the stage of a case

def stage(sockets, group):
    """Runs in a child: namespaces of its own, an empty tmpfs as root, a cgroup of its own."""
    if group is not None:
        put(os.path.join(group, 'cgroup.procs'), os.O_WRONLY, '0')
    checked(libc.unshare(NEW['mnt'] | NEW['uts'] | (NEW['cgroup'] if group is not None else 0)))
    checked(libc.mount(None, b'/', None, ctypes.c_ulong(MOUNT['rec'] | MOUNT['private']), None))
    checked(libc.mount(b'tmpfs', b'/mnt', b'tmpfs', 0, b'mode=755'))
    os.chdir('/mnt')
    checked(libc.syscall(SYS_PIVOT_ROOT, b'.', b'.'))
    checked(libc.umount2(b'.', 2))
    os.chdir('/')
    os.umask(0o022)
    null = os.open('/', os.O_PATH)
    for fd in range(3):
        if fd != null:
            os.dup2(null, fd)
    os.closerange(3, FIRST_SOCKET)
    Agent(sockets).serve()


class Case:
    def __init__(self, title, source):
        self.title, self.source, self.steps = title, source, []


def split_words(line):
    return [(quoted if quoted is not None else plain).replace('\\n', '\n').replace('\\"', '"')
            for quoted, plain in ((m.group(1), m.group(2)) for m in re.finditer(r'"((?:[^"\\]|\\.)*)"|(\S+)', line))]


def parse(path):
    cases = []
    with open(path, encoding='utf8') as file:
        for number, raw in enumerate(file, 1):
            line = raw.strip()
            if not line or line.startswith('#'):
                continue
            head = re.match(r'^== (.+) \[(.+)\]$', line)
            if head:
                cases.append(Case(*head.groups()))
                continue
            action, _, expected = line.partition(' -> ')
            actor = re.match(r'^([a-z]+): ', action)
            words = split_words(action[actor.end():] if actor else action)
            wanted = (split_words(expected) or [''])[0] if ' -> ' in line else None
            cases[-1].steps.append((number, actor.group(1) if actor else 'main', words, wanted))
    return cases


class NotVerified(Exception):
    pass


def controllers():
    if UNIFIED is None:
        return []
    with open(os.path.join(UNIFIED, 'cgroup.controllers'), encoding='utf8') as file:
        return file.read().split()


def stand_in(word, available):
    """The controllers of this machine stand in for kinds of controllers, and its first disk for the disk."""
    if '@disk' in word:
        disks = [name for name in sorted(os.listdir('/sys/block')) if re.match(r'^(vd|sd|nvme|xvd)', name)]
        if not disks:
            raise NotVerified('this machine has no disk')
        with open(f'/sys/block/{disks[0]}/dev', encoding='utf8') as file:
            word = word.replace('@disk', file.read().strip())
    for mark, candidates in (('@domain', ('memory', 'io', 'hugetlb', 'rdma', 'misc')), ('@threaded', ('pids', 'cpu'))):
        if mark in word:
            found = next((name for name in candidates if name in available), None)
            if found is None:
                raise NotVerified(f'this machine has no controller for {mark}')
            word = word.replace(mark, found)
    return word


def nsdelegate():
    with open('/proc/self/mounts', encoding='utf8') as file:
        return any(line.split()[2] == 'cgroup2' and 'nsdelegate' in line for line in file)


def needs(case, available):
    if case.title.startswith('nsdelegate') and not nsdelegate():
        raise NotVerified('cgroup2 is mounted without nsdelegate')
    for name in ('pids', 'cpu', 'io'):
        uses = any(f'+{name}' in word for _, _, words, _ in case.steps for word in words)
        if uses and name not in available:
            raise NotVerified(f'the {name} controller is not in the unified hierarchy of this machine')


def descriptors_of(case):
    return ['main'] + [words[1] for _, _, words, _ in case.steps if words[0] == 'clone']


def play(case, available):
    needs(case, available)
    group = None
    if any('cgroup2' in words for _, _, words, _ in case.steps) or any('cgroup' in word for _, _, words, _ in case.steps for word in words):
        if UNIFIED is None:
            raise NotVerified('no unified cgroup hierarchy is mounted')
        group = os.path.join(UNIFIED, f'virtlab-{os.getpid()}')
        os.mkdir(group)
    names = list(dict.fromkeys(descriptors_of(case)))
    ends, theirs = {}, {}
    for place, name in enumerate(names):
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        near.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        near.settimeout(5)
        os.dup2(far.fileno(), FIRST_SOCKET + place, inheritable=True)
        far.close()
        ends[name], theirs[name] = near, socket.socket(fileno=FIRST_SOCKET + place)
    first = os.fork()
    if first == 0:
        try:
            stage(theirs, group)
        finally:
            os._exit(70)
    for far in theirs.values():
        far.close()
    host_pids, pids, differences = {}, {}, []

    def answer(name):
        message, ancillary, _, _ = ends[name].recvmsg(65536, socket.CMSG_SPACE(12))
        if name not in host_pids:
            host_pids[name] = struct.unpack('3i', ancillary[0][2])[0]
        return message.decode()

    def fill(word):
        return stand_in(re.sub(r'\$([a-z]+)', lambda match: str(pids.get(match.group(1), match.group(0))), word), available)

    try:
        if answer('main') != 'here':
            raise NotVerified('the stage could not be set up')
        pids['main'] = host_pids['main']
        for number, actor, words, expected in case.steps:
            filled = [fill(word) for word in words]
            wanted = None if expected is None else fill(expected)
            if filled[0] == 'alive':
                time.sleep(0.02)
                actual = alive(host_pids[filled[1]])
            else:
                ends[actor].send(json.dumps(filled).encode())
                try:
                    actual = answer(actor)
                except (OSError, IndexError):
                    actual = 'no answer'
                if filled[0] == 'exit':
                    time.sleep(0.02)
                if filled[0] == 'clone' and actual.isdigit():
                    pids[filled[1]] = int(actual)
                    answer(filled[1])
            good = not re.match(r'^E[A-Z0-9]+$', actual) if wanted is None else actual == wanted
            if not good:
                differences.append((number, ' '.join(words), wanted or 'success', actual))
    finally:
        for pid in host_pids.values():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        os.waitpid(first, 0)
        for end in ends.values():
            end.close()
        if group is not None:
            remove_groups(group)
    return differences


def alive(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='utf8') as file:
            return 'no' if file.read().rsplit(')', 1)[1].split()[0] in 'ZX' else 'yes'
    except OSError:
        return 'no'


def remove_groups(group):
    for folder, _, _ in os.walk(group, topdown=False):
        for _ in range(100):
            try:
                os.rmdir(folder)
                break
            except OSError:
                time.sleep(0.01)


def main():
    if sys.platform != 'linux' or os.geteuid() != 0:
        print('The real kernel is asked on Linux as root only; skipped.')
        return 0
    files = sys.argv[1:] or [os.path.join(CASES, name) for name in sorted(os.listdir(CASES))]
    available = controllers()
    handed = [name for name in ('memory', 'io', 'hugetlb', 'pids', 'cpu') if name in available]
    before = ''
    if UNIFIED is not None:
        control = os.path.join(UNIFIED, 'cgroup.subtree_control')
        before = open(control, encoding='utf8').read().split()
        put(control, os.O_WRONLY, ' '.join('+' + name for name in handed)) if handed else None
    same = different = 0
    unverified = []
    try:
        for path in files:
            for case in parse(path):
                try:
                    differences = play(case, available)
                except NotVerified as reason:
                    unverified.append((os.path.basename(path), case.title, str(reason)))
                    continue
                if differences:
                    different += 1
                    print(f'{os.path.basename(path)}: {case.title} [{case.source}]')
                    for number, step, wanted, actual in differences:
                        print(f'    line {number}: {step}: the table says {wanted}, this kernel says {actual}')
                else:
                    same += 1
    finally:
        gone = [name for name in handed if name not in before]
        if gone:
            put(os.path.join(UNIFIED, 'cgroup.subtree_control'), os.O_WRONLY, ' '.join('-' + name for name in gone))
    print(f'Linux {os.uname().release}: {same} cases as the table says, {different} otherwise, {len(unverified)} not verified.')
    for path, title, reason in unverified:
        print(f'    not verified: {path}: {title}: {reason}')
    return 1 if different else 0


if __name__ == '__main__':
    sys.exit(main())
