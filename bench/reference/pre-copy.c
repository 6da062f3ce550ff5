/*
 * The work of one simulated minute of a page-exact pre-copy, as plainly as C has it: a guest that writes pages of its
 * working set at random, a dirty log, a scan that sends what is pending in windows of 100 ms. What is sent is gathered
 * into a message, looked through for zero pages, and put in place at the destination, as the simulator does it.
 * Prints the milliseconds it took, and a checksum, so that nothing can be left out.
 *
 * usage: pre-copy PAGES WORKING_SET_PAGES WRITES_PER_WINDOW PAGES_PER_WINDOW WINDOWS
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  uint64_t pages = strtoull(argv[1], 0, 10), working_set = strtoull(argv[2], 0, 10);
  uint64_t writes = strtoull(argv[3], 0, 10), budget = strtoull(argv[4], 0, 10), windows = strtoull(argv[5], 0, 10);
  uint64_t words = pages / 32;
  uint32_t *source = malloc(pages * 4), *destination = calloc(pages, 4);
  uint32_t *dirty = calloc(words, 4), *pending = malloc(words * 4);
  for (uint64_t page = 0; page < pages; page++) source[page] = page % 1024 + 1;
  memset(pending, 0xff, words * 4);

  uint32_t *batch_pages = malloc(budget * 4), *batch_contents = malloc(budget * 4);
  uint64_t zero = 0;

  double began = milliseconds();
  uint32_t random = 2463534242u, content = 0x10000;
  uint64_t cursor = 0, left = pages, sent = 0, rounds = 1;
  for (uint64_t window = 0; window < windows; window++) {
    for (uint64_t write = 0; write < writes; write++) {
      random ^= random << 13;
      random ^= random >> 17;
      random ^= random << 5;
      uint64_t page = ((uint64_t)random * working_set) >> 32;
      source[page] = ++content;
      dirty[page >> 5] |= 1u << (page & 31);
    }
    uint64_t room = budget, length = 0;
    while (room > 0) {
      if (left == 0) {
        rounds++;
        for (uint64_t index = 0; index < words; index++) {
          uint32_t more = dirty[index] & ~pending[index];
          left += __builtin_popcount(more);
          pending[index] |= more;
          dirty[index] = 0;
        }
        if (left == 0) break;
      }
      if (cursor >= pages) cursor = 0;
      uint32_t ahead = pending[cursor >> 5] >> (cursor & 31);
      if (ahead == 0) {
        cursor = (cursor & ~31ull) + 32;
        continue;
      }
      uint64_t page = cursor + __builtin_ctz(ahead);
      pending[page >> 5] &= ~(1u << (page & 31));
      batch_pages[length++] = page;
      cursor = page + 1;
      left--;
      sent++;
      room--;
    }
    for (uint64_t index = 0; index < length; index++) batch_contents[index] = source[batch_pages[index]];
    for (uint64_t index = 0; index < length; index++) zero += batch_contents[index] == 0;
    for (uint64_t index = 0; index < length; index++) destination[batch_pages[index]] = batch_contents[index];
  }
  double took = milliseconds() - began;
  uint32_t sum = 0;
  for (uint64_t page = 0; page < pages; page++) sum = sum * 31 + destination[page];
  printf("%.3f %llu %llu %u %llu\n", took, (unsigned long long)sent, (unsigned long long)rounds, sum, (unsigned long long)zero);
  return 0;
}
