import type { Errno } from '../errno.ts';
import type { ProcessView } from '../programs/process-view.ts';

/** Writes what was printed as far as it goes now. Returns why it does not go at all; null otherwise. */
export function writeOut(process: ProcessView): Errno | null {
  const { program } = process.task;
  while (program !== null && program.output.length > 0) {
    const [first] = program.output;
    if (first === undefined) return null;
    const answer = process.call('write', first.descriptor, first.bytes);
    if (!answer.ok && answer.errno === 'EAGAIN') return null;
    if (!answer.ok) {
      program.output.length = 0;
      return answer.errno;
    }
    if (answer.value < first.bytes.length) {
      program.output[0] = { descriptor: first.descriptor, bytes: first.bytes.subarray(answer.value) };
      return null;
    }
    program.output.shift();
  }
  return null;
}
