/*
 * What the parts of a checkpoint cost on a real kernel: the figures of src/simulator/container/checkpoint/costs.ts.
 * Medians, as root on Linux with cgroup v2:
 *   cc -O2 -o checkpoint-costs checkpoint-costs.c && ./checkpoint-costs /sys/fs/cgroup
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAGES = 65536, PAGE_BYTES = 4096 };
static const size_t BYTES = (size_t)PAGES * PAGE_BYTES;

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static int compare(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return difference < 0 ? -1 : difference > 0;
}

static double median(double *values, int count) {
  qsort(values, count, sizeof *values, compare);
  return values[count / 2];
}

static char *small_pages(void) {
  char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  madvise(memory, BYTES, MADV_NOHUGEPAGE);
  return memory;
}

static int put(const char *path, const char *text) {
  int file = open(path, O_WRONLY);
  int written = file < 0 ? -1 : (int)write(file, text, strlen(text));
  if (file >= 0) close(file);
  return written;
}

static void measure_fork(void) {
  double times[25];
  for (int run = 0; run < 25; run++) {
    double began = microseconds();
    int pid = fork();
    if (pid == 0) _exit(0);
    waitpid(pid, NULL, 0);
    times[run] = microseconds() - began;
  }
  printf("fork, exit and wait: %.1f us\n", median(times, 25));
}

static void measure_memory(void) {
  char path[64];
  double times[9];
  char *memory = small_pages();
  memset(memory, 1, BYTES);
  int pid = fork();
  if (pid == 0) for (;;) pause();
  uint64_t *pagemap = malloc(PAGES * sizeof *pagemap);
  sprintf(path, "/proc/%d/pagemap", pid);
  for (int run = 0; run < 9; run++) {
    double began = microseconds();
    int file = open(path, O_RDONLY);
    if (pread(file, pagemap, PAGES * sizeof *pagemap, (off_t)((uintptr_t)memory / PAGE_BYTES * sizeof *pagemap)) < 0) perror(path);
    close(file);
    times[run] = microseconds() - began;
  }
  printf("scan a page: %.1f ns\n", median(times, 9) * 1000 / PAGES);
  char *copy = small_pages();
  memset(copy, 1, BYTES);
  for (int run = 0; run < 5; run++) {
    struct iovec here = {copy, BYTES}, there = {memory, BYTES};
    double began = microseconds();
    if (process_vm_readv(pid, &here, 1, &there, 1, 0) < 0) perror("process_vm_readv");
    times[run] = microseconds() - began;
  }
  printf("dump a page: %.1f ns\n", median(times, 5) * 1000 / PAGES);
  for (int run = 0; run < 5; run++) {
    double began = microseconds();
    char *fresh = small_pages();
    memcpy(fresh, copy, BYTES);
    times[run] = microseconds() - began;
    munmap(fresh, BYTES);
  }
  printf("restore a page: %.1f ns\n", median(times, 5) * 1000 / PAGES);
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  munmap(memory, BYTES);
  munmap(copy, BYTES);
}

static void measure_freezer(const char *root, int processes) {
  char group[256], path[300], text[512];
  double times[9];
  int pids[64];
  snprintf(group, sizeof group, "%s/checkpoint-costs", root);
  mkdir(group, 0755);
  for (int index = 0; index < processes; index++) {
    pids[index] = fork();
    if (pids[index] == 0) for (;;) usleep(500);
    snprintf(path, sizeof path, "%s/cgroup.procs", group);
    snprintf(text, sizeof text, "%d", pids[index]);
    if (put(path, text) < 0) perror(path);
  }
  usleep(20000);
  for (int run = 0; run < 9; run++) {
    snprintf(path, sizeof path, "%s/cgroup.freeze", group);
    double began = microseconds();
    put(path, "1");
    do {
      snprintf(path, sizeof path, "%s/cgroup.events", group);
      int file = open(path, O_RDONLY);
      ssize_t length = file < 0 ? 0 : read(file, text, sizeof text - 1);
      text[length < 0 ? 0 : length] = 0;
      if (file >= 0) close(file);
    } while (strstr(text, "frozen 1") == NULL && microseconds() - began < 1e6);
    times[run] = microseconds() - began;
    snprintf(path, sizeof path, "%s/cgroup.freeze", group);
    put(path, "0");
    usleep(5000);
  }
  printf("freeze %d processes: %.1f us\n", processes, median(times, 9));
  for (int index = 0; index < processes; index++) {
    kill(pids[index], SIGKILL);
    waitpid(pids[index], NULL, 0);
  }
  usleep(10000);
  rmdir(group);
}

int main(int count, char **words) {
  const char *root = count > 1 ? words[1] : "/sys/fs/cgroup";
  measure_fork();
  measure_memory();
  measure_freezer(root, 4);
  measure_freezer(root, 16);
}
