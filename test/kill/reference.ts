import type { WorldOrigin } from '../../src/protocol/world.ts';
import { type Command, DataCenter } from '../../src/simulator/index.ts';
import { worldFromScenario } from '../../src/worker/read-scenario.ts';
import type { Deed } from './deeds.ts';

/** What there should be of one world, after it was restored. */
export interface Expected {
  readonly kept: ReturnType<DataCenter['save']>;
  readonly origin: WorldOrigin;
  readonly pristine: boolean;
}

/** What a folder should hold. */
export interface State {
  readonly current: Expected;
  readonly previous: Expected | undefined;
}

const EMPTY: WorldOrigin = { id: 'empty', title: '' };

/** The state in which everything begins. */
export function firstState(): State {
  return { current: { kept: new DataCenter(1).save(), origin: EMPTY, pristine: true }, previous: undefined };
}

/** What is there after a deed: worked out on memory alone, without a store. */
function stateAfter(state: State, deed: Exclude<Deed, { kind: 'apply' }>): State {
  const { current, previous } = state;
  const begun = (world: DataCenter, origin: WorldOrigin): State => ({
    current: { kept: world.save(), origin, pristine: true },
    previous: current.pristine ? previous : current,
  });
  switch (deed.kind) {
    case 'save':
    case 'clean-up':
      return state;
    case 'reset':
      return begun(new DataCenter(1), EMPTY);
    case 'load':
      return begun(worldFromScenario(deed.scenario), deed.origin);
    case 'bring-back':
      return previous === undefined ? state : { current: previous, previous: current.pristine ? undefined : current };
  }
}

/** A world that goes on between deeds; `kept` forms of it are restored as after a restart. */
export class Reference {
  #world: DataCenter;
  #state: State;

  constructor(state: State) {
    this.#state = state;
    this.#world = DataCenter.restore(state.current.kept);
  }

  /**
   * Does the same. How long a snapshot took is known from who took it in earnest: `time` is the world's after it. Of an
   * advance that was cut off only as much is done.
   */
  do(deed: Deed, time: number, wasCutOff = false): void {
    if (deed.kind !== 'apply') {
      const before = this.state;
      this.#state = stateAfter(before, deed);
      if (this.#state !== before) this.#world = DataCenter.restore(this.#state.current.kept);
      return;
    }
    const { pristine } = this.#state.current;
    const isChanged = this.#apply(deed.command, wasCutOff);
    if (time > this.#world.time) this.#world.apply({ kind: 'world.advance', nanoseconds: time - this.#world.time });
    this.#state = { ...this.#state, current: { ...this.#state.current, pristine: pristine && !isChanged } };
  }

  get state(): State {
    return { ...this.#state, current: { ...this.#state.current, kept: this.#world.save() } };
  }

  /** True if it changed the world; time alone does not. */
  #apply(command: Command, wasCutOff: boolean): boolean {
    const isTime = command.kind === 'world.advance';
    return (isTime && wasCutOff ? true : this.#world.apply(command).ok) && !isTime;
  }
}
