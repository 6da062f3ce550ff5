import { LANGUAGE_GLOBALS } from './language-globals.ts';
import { realGlobal } from './real-global.ts';

/**
 * Fixes the language's own objects as they are, so that code of a student cannot change what the checks compute with:
 * an `Array.prototype.every` that always says yes would pass any test.
 */
export function lockIntrinsics(): void {
  const seen = new Set<object>();
  for (const name of LANGUAGE_GLOBALS) {
    const descriptor = Object.getOwnPropertyDescriptor(realGlobal, name);
    if (descriptor === undefined || !('value' in descriptor) || descriptor.value === realGlobal) continue;
    lock(descriptor.value, seen);
    Object.defineProperty(realGlobal, name, { ...descriptor, writable: false, configurable: false });
  }
  for (const hidden of hiddenIntrinsics()) lock(hidden, seen);
}

/** Classes and functions that a module exports. */
export function lockExports(namespace: Readonly<Record<string, unknown>>): void {
  const seen = new Set<object>();
  for (const value of Object.values(namespace)) lock(value, seen);
}

/** Prototypes without a global name. */
function hiddenIntrinsics(): readonly object[] {
  const generator = function* (): Generator {};
  const asyncGenerator = async function* (): AsyncGenerator {};
  const samples = [[][Symbol.iterator](), new Map().entries(), new Set().entries(), ''[Symbol.iterator](), new Uint8Array()];
  const chains = [...samples, generator, asyncGenerator, async () => undefined, generator.prototype, asyncGenerator.prototype];
  return chains.flatMap((value) => prototypesOf(value as object));
}

function prototypesOf(value: object): readonly object[] {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null ? [] : [prototype, ...prototypesOf(prototype)];
}

function lock(value: unknown, seen: Set<object>): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) lockProperty(value, key, seen);
  Object.preventExtensions(value);
}

function lockProperty(owner: object, key: string | symbol, seen: Set<object>): void {
  const descriptor = Object.getOwnPropertyDescriptor(owner, key);
  if (descriptor === undefined) return;
  if (key === 'prototype' || typeof descriptor.value === 'function') lock(descriptor.value, seen);
  if (descriptor.configurable !== true) return;
  if (!('value' in descriptor)) {
    Object.defineProperty(owner, key, { ...descriptor, configurable: false });
    return;
  }
  Object.defineProperty(owner, key, isInherited(owner, key) ? assignable(owner, key, descriptor) : fixed(descriptor));
}

function fixed(descriptor: PropertyDescriptor): PropertyDescriptor {
  return { ...descriptor, writable: false, configurable: false };
}

/**
 * A fixed property of a prototype would forbid `this.name = …` on every object below it. As an accessor it is fixed on
 * the prototype, and an assignment to an object below makes an own property, as ever.
 */
function assignable(owner: object, key: string | symbol, { value, enumerable }: PropertyDescriptor): PropertyDescriptor {
  return {
    get: () => value as unknown,
    set(this: object, own: unknown) {
      if (this === owner) throw new TypeError(`${String(key)} of a built-in object cannot be changed here.`);
      Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
    },
    enumerable: enumerable === true,
    configurable: false,
  };
}

/** Properties that ordinary code sets on its own objects although a prototype has them. */
function isInherited(owner: object, key: string | symbol): boolean {
  if (owner === Object.prototype) return true;
  const ofErrors = owner === Error.prototype || Object.getPrototypeOf(owner) === Error.prototype;
  return ofErrors && (key === 'name' || key === 'message' || key === 'toString');
}
