import type { Command, CommandKind } from '../commands.ts';
import type { ScenarioProblem } from '../scenario.ts';
import type { Fields, Keys } from '../scenario-fields.ts';
import { readParametersOf } from '../scenario-parameters.ts';
import { PRE_DUMPS } from './checkpoint.ts';

/** Commands that save containers, bring them back and move them. */
type MoveKind = Extract<CommandKind, `container.${'checkpoint' | 'cancelCheckpoint' | 'restore' | 'deleteCheckpoint' | 'migrate' | 'cancelMigration' | 'recoverMigration'}`>;

const ON_CONTAINER: Keys = { required: ['at', 'kind', 'container'], optional: [] };

/** The keys of the commands on checkpoints and migrations of containers. */
export const MOVE_KEYS: Readonly<Record<MoveKind, Keys>> = {
  'container.checkpoint': { required: ON_CONTAINER.required, optional: ['checkpoint', 'preDumps', 'leaveRunning', 'tcpEstablished'] },
  'container.cancelCheckpoint': ON_CONTAINER,
  'container.restore': { required: ['at', 'kind', 'checkpoint'], optional: ['container', 'host', 'publish', 'lazyPages'] },
  'container.deleteCheckpoint': { required: ['at', 'kind', 'checkpoint'], optional: [] },
  'container.migrate': { required: [...ON_CONTAINER.required, 'to'], optional: ['parameters', 'tcpEstablished'] },
  'container.cancelMigration': ON_CONTAINER,
  'container.recoverMigration': ON_CONTAINER,
};

/** Reads such a command; its keys have been checked already. */
export function readMove(kind: MoveKind, fields: Fields, problems: ScenarioProblem[]): Command {
  switch (kind) {
    case 'container.checkpoint':
      return {
        kind, container: fields.text('container'),
        ...(fields.has('checkpoint') && { checkpoint: fields.name('checkpoint') }),
        ...(fields.has('preDumps') && { preDumps: fields.number('preDumps', { ...PRE_DUMPS, whole: true }) }),
        ...(fields.has('leaveRunning') && { leaveRunning: fields.flag('leaveRunning') }),
        ...(fields.has('tcpEstablished') && { tcpEstablished: fields.flag('tcpEstablished') }),
      };
    case 'container.restore':
      return {
        kind, checkpoint: fields.text('checkpoint'),
        ...(fields.has('container') && { container: fields.name('container') }),
        ...(fields.has('host') && { host: fields.text('host') }),
        ...(fields.has('publish') && { publish: fields.texts('publish') }),
        ...(fields.has('lazyPages') && { lazyPages: fields.flag('lazyPages') }),
      };
    case 'container.deleteCheckpoint':
      return { kind, checkpoint: fields.text('checkpoint') };
    case 'container.migrate':
      return {
        kind, container: fields.text('container'), to: fields.text('to'), ...readParametersOf(fields, problems),
        ...(fields.has('tcpEstablished') && { tcpEstablished: fields.flag('tcpEstablished') }),
      };
    case 'container.cancelCheckpoint':
    case 'container.cancelMigration':
    case 'container.recoverMigration':
      return { kind, container: fields.text('container') };
  }
}
