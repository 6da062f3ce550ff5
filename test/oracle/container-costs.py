#!/usr/bin/env python3
"""Measures what a container costs on the kernel of this machine: the time from clone to its first program, and memory.

Needs Linux, root, Python 3 and a C compiler; elsewhere it says so and does nothing. It starts so many containers (100
where no number is given) with namespaces of their own, an overlay of one lower layer as root by pivot_root, proc, and a
program that says that it runs and then waits. Prints medians; `src/simulator/container/oci/costs.ts` has those of one run.

    python3 test/oracle/container-costs.py [NUMBER]
"""
import json, os, shutil, statistics, subprocess, sys, tempfile

INIT = r'''
#include <unistd.h>
int main(void) { write(3, "r", 1); close(3); for (;;) pause(); }
'''

RUNTIME = r'''
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static char options[4096], merged[1024], stack[65536] __attribute__((aligned(16)));
static int ready[2];

static void must(int result, const char *what) { if (result == -1) { perror(what); _exit(1); } }

static int inside(void *unused) {
  must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
  must(mount("overlay", merged, "overlay", 0, options), "overlay");
  must(chdir(merged), "chdir");
  must(mount("proc", "proc", "proc", 0, NULL), "proc");
  must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
  must(umount2(".", MNT_DETACH), "umount");
  must(chdir("/"), "root");
  must(sethostname("box", 3), "hostname");
  must(dup2(ready[1], 3), "dup2");
  if (ready[1] != 3) must(close(ready[1]), "close");
  char *arguments[] = {"/init", NULL}, *environment[] = {NULL};
  return execve("/init", arguments, environment);
}

int main(int count, char **words) {
  int number = atoi(words[2]);
  for (int index = 0; index < number; index++) {
    char path[1024], byte;
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    for (int part = 0; part < 3; part++) {
      static const char *const names[] = {"upper", "work", "root"};
      snprintf(path, sizeof path, "%s/%s-%d", words[1], names[part], index);
      must(mkdir(path, 0755), "mkdir");
    }
    snprintf(merged, sizeof merged, "%s/root-%d", words[1], index);
    snprintf(options, sizeof options, "lowerdir=%s/layer,upperdir=%s/upper-%d,workdir=%s/work-%d", words[1], words[1], index, words[1], index);
    must(pipe(ready), "pipe");
    int pid = clone(inside, stack + sizeof stack, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP | SIGCHLD, NULL);
    must(pid, "clone");
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1) return 1;
    close(ready[0]);
    clock_gettime(CLOCK_MONOTONIC, &after);
    printf("%d %ld\n", pid, (after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec - before.tv_nsec);
    fflush(stdout);
  }
  pause();
}
'''


def compiled(folder, name, source):
    path = os.path.join(folder, name)
    subprocess.run(['cc', '-O2', '-static', '-x', 'c', '-o', path, '-'], input=source.encode(), check=True)
    return path


def available():
    with open('/proc/meminfo') as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith('MemAvailable'))


def private_bytes(pid):
    with open(f'/proc/{pid}/smaps_rollup') as file:
        return sum(int(line.split()[1]) * 1024 for line in file if line.startswith('Private_'))


def measure(number):
    folder = tempfile.mkdtemp(prefix='container-costs-', dir='/dev/shm')
    runtime = None
    try:
        layer = os.path.join(folder, 'layer')
        os.makedirs(os.path.join(layer, 'proc'))
        compiled(layer, 'init', INIT)
        binary = compiled(folder, 'runtime', RUNTIME)
        before = available()
        runtime = subprocess.Popen([binary, folder, str(number)], stdout=subprocess.PIPE, text=True)
        started = [tuple(map(int, runtime.stdout.readline().split())) for _ in range(number)]
        kernel = before - available()
        private = [private_bytes(pid) for pid, _ in started]
        for pid, _ in started:
            os.kill(pid, 9)
        return {
            'containers': number, 'kernel': os.uname().release,
            'startNanoseconds': {'median': round(statistics.median(time for _, time in started)), 'most': max(time for _, time in started)},
            'memoryBytesEach': round(kernel / number), 'privateBytesOfProcess': round(statistics.median(private)),
        }
    finally:
        if runtime is not None:
            runtime.kill()
            runtime.wait()
        shutil.rmtree(folder, ignore_errors=True)


if sys.platform != 'linux' or os.geteuid() != 0 or shutil.which('cc') is None:
    print('Not measured: this needs Linux, root and a C compiler.')
else:
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100), indent=2))
