import { NANOSECONDS_PER_MILLISECOND, NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import type { Command } from '../commands.ts';
import type { Fields } from '../scenario-fields.ts';
import { DURATION } from '../scenario-quantities.ts';
import type { ConnectionCommand } from './connection-commands.ts';

const HOW = ['close', 'leave'] as const;

/** Reads a command on connections; its keys have been checked already. */
export function readConnectionCommand(kind: ConnectionCommand['kind'], fields: Fields): Command {
  const vm = fields.text('vm');
  switch (kind) {
    case 'vm.connect':
      return {
        kind,
        vm,
        ...(fields.has('peer') && { peer: fields.name('peer') }),
        ...(fields.has('requestEvery') && { requestEveryMilliseconds: whole(fields, 'requestEvery', NANOSECONDS_PER_MILLISECOND) }),
        ...(fields.has('giveUpAfter') && { giveUpAfterSeconds: whole(fields, 'giveUpAfter', NANOSECONDS_PER_SECOND) }),
        ...(fields.has('keepAlive') && { keepAliveSeconds: whole(fields, 'keepAlive', NANOSECONDS_PER_SECOND) }),
      };
    case 'vm.disconnect':
      return { kind, vm, peer: fields.text('peer'), ...(fields.has('how') && { how: fields.oneOf('how', HOW) }) };
    case 'vm.setGenerationId':
      return { kind, vm, present: fields.flag('present') };
    case 'vm.setOutputCommit':
      return { kind, vm, everyMilliseconds: whole(fields, 'every', NANOSECONDS_PER_MILLISECOND) };
  }
}

/** The command counts in whole units; what lies between is rounded. */
function whole(fields: Fields, key: string, unit: number): number {
  return Math.round(fields.quantity(key, DURATION) / unit);
}
