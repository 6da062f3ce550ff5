/** The names of a plain object's parts, in their order; objects that have the same ones share it. */
export interface Shape {
  readonly names: readonly string[];
  /** The shapes with one more name. */
  readonly longer: Map<string, Shape>;
}

/** A plain object by its shape, or what else plain data is made of. */
export type NodeKind = Shape | 'map' | 'set' | 'list' | 'bytes' | 'numbers';

/**
 * One object of a graph, taken apart: strings, numbers, booleans, null and other objects. The parts of a map are each
 * key with its value after it; those of numbers (32 bits) are a copy. Bytes are never changed in place, so they are
 * their own parts.
 */
export interface Node {
  readonly kind: NodeKind;
  readonly parts: readonly unknown[] | Uint8Array | Uint32Array;
}

/** The shape of an object without parts, from which others grow. */
export function emptyShape(): Shape {
  return { names: [], longer: new Map() };
}

/** The shape with one more name at its end. */
export function withName(shape: Shape, name: string): Shape {
  let longer = shape.longer.get(name);
  if (longer === undefined) {
    longer = { names: [...shape.names, name], longer: new Map() };
    shape.longer.set(name, longer);
  }
  return longer;
}

/** The parts of an object as they are now; shapes grow from `empty`. What is undefined counts as missing. */
export function takeApart(object: object, empty: Shape): Node {
  if (object instanceof Map) {
    const parts: unknown[] = [];
    for (const [key, value] of object as ReadonlyMap<unknown, unknown>) parts.push(key, value);
    return { kind: 'map', parts };
  }
  if (object instanceof Set) return { kind: 'set', parts: [...(object as ReadonlySet<unknown>)] };
  if (Array.isArray(object)) return { kind: 'list', parts: (object as readonly unknown[]).slice() };
  if (object instanceof Uint8Array) return { kind: 'bytes', parts: object };
  if (object instanceof Uint32Array) return { kind: 'numbers', parts: object.slice() };
  let kind = empty;
  const parts: unknown[] = [];
  const fields = object as Readonly<Record<string, unknown>>;
  for (const name in fields) {
    const part = fields[name];
    // What is undefined counts as missing.
    if (part === undefined) continue;
    kind = withName(kind, name);
    parts.push(part);
  }
  return { kind, parts };
}

/** Whether an object still is what it was when it was taken apart. */
export function isUnchanged(object: object, { kind, parts }: Node): boolean {
  switch (kind) {
    case 'map':
      return isSameMap(object as ReadonlyMap<unknown, unknown>, parts);
    case 'set':
      return isSameSet(object as ReadonlySet<unknown>, parts);
    case 'bytes':
      return true;
    case 'list':
    case 'numbers':
      return isSameList(object as ArrayLike<unknown>, parts);
    default:
      return isSameObject(object as Readonly<Record<string, unknown>>, kind.names, parts);
  }
}

function isSameMap(map: ReadonlyMap<unknown, unknown>, parts: ArrayLike<unknown>): boolean {
  if (2 * map.size !== parts.length) return false;
  if (map.size === 0) return true;
  let index = 0;
  for (const [key, value] of map) {
    if (parts[index] !== key || parts[index + 1] !== value) return false;
    index += 2;
  }
  return true;
}

function isSameSet(set: ReadonlySet<unknown>, parts: ArrayLike<unknown>): boolean {
  if (set.size !== parts.length) return false;
  if (set.size === 0) return true;
  let index = 0;
  for (const value of set) if (parts[index++] !== value) return false;
  return true;
}

function isSameList(list: ArrayLike<unknown>, parts: ArrayLike<unknown>): boolean {
  if (list.length !== parts.length) return false;
  for (let index = 0; index < parts.length; index++) if (list[index] !== parts[index]) return false;
  return true;
}

function isSameObject(fields: Readonly<Record<string, unknown>>, names: readonly string[], parts: ArrayLike<unknown>): boolean {
  let index = 0;
  for (const name in fields) {
    const part = fields[name];
    if (part === undefined) continue;
    if (names[index] !== name || parts[index] !== part) return false;
    index++;
  }
  return index === parts.length;
}

/** An object of this kind without what is to be in it; bytes have it already. */
export function newObject({ kind, parts }: Node): object {
  switch (kind) {
    case 'map':
      return new Map();
    case 'set':
      return new Set();
    case 'list':
      return [];
    case 'bytes':
      return parts;
    case 'numbers':
      return new Uint32Array(parts.length);
    default:
      return {};
  }
}

/** The same node with other parts, read one by one; bytes and numbers stay as they are. */
export function readParts({ kind, parts }: Node, read: (part: unknown) => unknown): Node {
  return { kind, parts: Array.isArray(parts) ? parts.map(read) : parts };
}

/** Puts the parts into an object, and takes away what else is in it. */
export function putTogether(object: object, { kind, parts }: Node): void {
  switch (kind) {
    case 'map': {
      const map = object as Map<unknown, unknown>;
      map.clear();
      for (let index = 0; index < parts.length; index += 2) map.set(parts[index], parts[index + 1]);
      return;
    }
    case 'set': {
      const set = object as Set<unknown>;
      set.clear();
      for (const part of parts) set.add(part);
      return;
    }
    case 'list': {
      const list = object as unknown[];
      list.length = 0;
      for (const part of parts) list.push(part);
      return;
    }
    case 'bytes':
      return;
    case 'numbers':
      (object as Uint32Array).set(parts as Uint32Array);
      return;
    default: {
      const fields = object as Record<string, unknown>;
      // In the order that it had.
      if (Object.keys(fields).join() !== kind.names.join()) for (const name of Object.keys(fields)) Reflect.deleteProperty(fields, name);
      kind.names.forEach((name, index) => {
        fields[name] = parts[index];
      });
    }
  }
}
