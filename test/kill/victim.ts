/**
 * Stands for the editor's extension host, with the world's worker in it: does the deeds of the file of its second
 * argument in the folder of its first, and tells of each when it begins and when it is answered, until it is killed.
 */
import { readFileSync } from 'node:fs';
import { ObservedWorld } from '../worker/fresh-world.ts';
import type { WorldAnswer } from '../../src/protocol/world.ts';
import type { Deed } from './deeds.ts';

const [folder = '', file = ''] = process.argv.slice(2);

function tell(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

/** Why saves failed, each once. */
const complaints: string[] = [];

function isSaved(answer: WorldAnswer): boolean {
  return 'saved' in answer && answer.saved;
}

/** Where a disk is slow, what was done is put off, and kept when one asks for it; where it is full, that is told. */
async function save(): Promise<boolean> {
  const answer = await world.connection.ask({ kind: 'save' });
  if (answer.kind === 'failure' && !complaints.includes(answer.message)) complaints.push(answer.message);
  return answer.kind === 'done';
}

const world = new ObservedWorld(folder);
await world.opened;
tell({ opened: true, notices: world.notices });
for (const [number, deed] of (JSON.parse(readFileSync(file, 'utf8')) as Deed[]).entries()) {
  tell({ begun: number });
  const answer = await world.connection.ask(deed);
  tell({ done: number, saved: isSaved(answer) || await save(), time: world.view.inventory.time });
}
tell({ through: true, notices: world.notices, complaints });
