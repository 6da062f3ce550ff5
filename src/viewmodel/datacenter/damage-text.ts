import type { Damage, EventBody, GuestSettings } from '../../simulator/index.ts';
import { formatCount } from '../quantities.ts';

/** A way to break a server, in plain words. */
export interface DamageChoice {
  readonly damage: Damage;
  /** With an icon in front, as a quick pick shows it. */
  readonly label: string;
  readonly detail: string;
}

const CHOICES: readonly DamageChoice[] = [
  {
    damage: 'wild-writes',
    label: '$(zap) Wild writes through its memory',
    detail: 'A pointer gone wrong overwrites words all over its memory; its disk stays whole.',
  },
  {
    damage: 'delete-files',
    label: '$(trash) Delete all its files',
    detail: 'As rm -rf / does. It goes on from memory until it needs one of them.',
  },
  {
    damage: 'corrupt-log',
    label: '$(edit) Corrupt its log',
    detail: 'Overwrites records of its write-ahead log on the disk; its memory stays whole.',
  },
];

/** What can be done to a guest; nothing where it holds no data that could break. */
export function damagesOf(guest: GuestSettings): readonly DamageChoice[] {
  if (guest.kind === 'key-value') return CHOICES;
  return guest.kind === 'web' ? CHOICES.filter(({ damage }) => damage !== 'corrupt-log') : [];
}

/** What became of a guest, in one sentence. */
export function guestSentence(event: Extract<EventBody, { kind: 'vm.broken' | 'vm.guest-crashed' }>): string {
  return event.kind === 'vm.broken' ? brokenText(event) : `The guest of ${event.vm} has crashed: ${event.reason}.`;
}

/** What was done, in one sentence. */
export function brokenText({ vm, damage, places }: Extract<EventBody, { kind: 'vm.broken' }>): string {
  const count = formatCount(places);
  switch (damage) {
    case 'wild-writes':
      return `${count} words in the memory of ${vm} are overwritten.`;
    case 'delete-files':
      return `All ${count} files of ${vm} are deleted.`;
    case 'corrupt-log':
      return `${count} records in the log of ${vm} are overwritten.`;
  }
}
