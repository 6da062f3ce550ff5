import fc from '../../../helpers/property.ts';

/** One change to a graph: something is put into, or taken out of, one of its objects. */
export interface Change {
  readonly at: number;
  readonly key: string;
  readonly value: { readonly atom: string | number | boolean | null } | { readonly object: number } | { readonly made: 'object' | 'list' | 'map' | 'set' | 'bytes' | 'numbers' } | 'nothing';
}

const atoms = fc.oneof(fc.string(), fc.integer(), fc.double().filter((number) => !Object.is(number, -0)), fc.boolean(), fc.constant(null));

export const changes: fc.Arbitrary<readonly Change[]> = fc.array(fc.record({
  at: fc.nat(1_000),
  key: fc.constantFrom('name', 'parent', 'next', 'é'),
  value: fc.oneof(
    atoms.map((atom) => ({ atom })),
    fc.nat(1_000).map((object) => ({ object })),
    { arbitrary: fc.constantFrom('object', 'list', 'map', 'set', 'bytes', 'numbers').map((made) => ({ made } as const)), weight: 4 },
    fc.constant('nothing' as const),
  ),
}), { maxLength: 60, size: 'max' });

/** Every object that can be reached, each once, in the order in which they are met. */
export function reachable(root: object): object[] {
  const found = new Set([root]);
  // The set grows while it is gone through.
  for (const object of found) for (const part of partsOf(object)) if (typeof part === 'object' && part !== null) found.add(part);
  return [...found];
}

function partsOf(object: object): unknown[] {
  if (object instanceof Map) return [...(object as Map<unknown, unknown>)].flat();
  if (object instanceof Set) return [...(object as Set<unknown>)];
  return ArrayBuffer.isView(object) ? [] : Object.values(object);
}

/** Makes one change to what can be reached from a root; objects are counted as they are met. */
export function change(root: object, { at, key, value }: Change): void {
  const objects = reachable(root);
  const target = objects[at % objects.length] as object;
  const part = value === 'nothing' ? undefined : 'atom' in value ? value.atom : 'object' in value ? objects[value.object % objects.length] : newOf(value.made, at);
  if (target instanceof Map) {
    if (part === undefined) target.delete([...target.keys()][0]);
    else target.set(at % 2 === 0 ? key : part, part);
  } else if (target instanceof Set) {
    if (part === undefined) target.delete([...target][0]);
    else target.add(part);
  } else if (Array.isArray(target)) {
    if (part === undefined) target.pop();
    else target.push(part);
  } else if (target instanceof Uint32Array) target[0] = at;
  else if (target instanceof Uint8Array) return;
  else if (part === undefined) Reflect.deleteProperty(target, key);
  else Reflect.set(target, key, part);
}

function newOf(kind: 'object' | 'list' | 'map' | 'set' | 'bytes' | 'numbers', seed: number): object {
  switch (kind) {
    case 'object': return {};
    case 'list': return [];
    case 'map': return new Map();
    case 'set': return new Set();
    case 'bytes': return Uint8Array.of(seed, 0, 255);
    case 'numbers': return Uint32Array.of(seed, 2 ** 32 - 1);
  }
}

/** A graph as text: the same for graphs that nobody can tell apart. */
export function described(root: object): string {
  const objects = reachable(root);
  const places = new Map(objects.map((object, place) => [object, place]));
  const word = (part: unknown): string => (typeof part === 'object' && part !== null ? `#${places.get(part) ?? '?'}` : `${typeof part} ${String(part)}`);
  return objects.map((object) => {
    const kind = object.constructor.name;
    if (object instanceof Uint8Array || object instanceof Uint32Array) return `${kind} ${object.join()}`;
    if (object instanceof Map || object instanceof Set || Array.isArray(object)) return `${kind} ${partsOf(object).map(word).join()}`;
    return `${kind} ${Object.entries(object).map(([name, part]) => `${name}: ${word(part)}`).join()}`;
  }).join('\n');
}
