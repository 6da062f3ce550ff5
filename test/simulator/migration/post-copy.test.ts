import { describe, expect, test } from 'vitest';
import { advance, apply, only, vmOf, worldWithWriter } from '../datacenter/worlds.ts';

describe('after post-copy', () => {
  test('the guest runs on, also where no page fault ever stopped it', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { strategy: 'post-copy' } });
    const events = advance(world, 1000);
    expect(only(events, 'migration.completed')).toHaveLength(1);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', state: 'running', guestSteps: 19 });
  });
});
