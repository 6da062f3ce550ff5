import { namesOf } from './names.ts';
import { optionsOf } from './options.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { atOnce } from './program.ts';

/** id(1): who the process is by its effective ids; `(name)` stands behind a number that has one. */
function id(process: ProcessView): number {
  const { flags, operands } = optionsOf(process, 'ugnGr');
  if (operands[0] !== undefined) throw new ProgramFailure(`'${operands[0]}': no such user`);
  const names = namesOf(process);
  const place = flags.has('r') ? 0 : 1;
  const uid = process.must('id', 'getresuid')[place];
  const gid = process.must('id', 'getresgid')[place];
  const choice = ['u', 'g', 'G'].filter((flag) => flags.has(flag));
  if (choice.length > 1) throw new ProgramFailure('cannot print "only" of more than one choice');
  if (flags.has('n') && choice.length === 0) throw new ProgramFailure('cannot print only names or real IDs in default format');
  const [number, name] = flags.has('u') ? [uid, names.user(uid)] : [gid, names.group(gid)];
  if (choice.length > 0) process.print(`${flags.has('n') ? name : number}\n`);
  else process.print(`uid=${withName(uid, names.user(uid))} gid=${withName(gid, names.group(gid))} groups=${withName(gid, names.group(gid))}\n`);
  return 0;
}

function withName(number: number, name: string): string {
  return name === String(number) ? name : `${number}(${name})`;
}

export const ID = atOnce('id', 'id [-u | -g | -G] [-n] [-r]', 'Shows who the process is; -u, -g or -G just the user, the group or all groups, -n by name, -r as it began.', id);
