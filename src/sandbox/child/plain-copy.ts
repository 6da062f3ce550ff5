import { types } from 'node:util';

const clone = structuredClone;

/**
 * A value as plain data, for matchers that look inside it. Without this, a student's
 * `{ asymmetricMatch: () => true }` would equal anything, and a getter could answer differently each time.
 * What cannot be copied, such as an object with methods, is looked through and handed on.
 */
export function plainCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return refuseImpostor(value);
  if (!isPlain(value)) return refuseImpostor(value);
  try {
    return clone(value);
  } catch {
    return refuseImpostor(value);
  }
}

/** Data without a class of its own: a copy of anything else would lose its class. */
function isPlain(value: object): boolean {
  if (types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || ArrayBuffer.isView(value)
    || types.isMap(value) || types.isSet(value);
}

function refuseImpostor(value: unknown, seen = new Set<object>()): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return value;
  seen.add(value);
  if (types.isProxy(value)) throw new Error('A Proxy cannot be checked: return the value itself.');
  if ('asymmetricMatch' in value) throw new Error('A value with asymmetricMatch cannot be checked: return plain data.');
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor !== undefined && 'value' in descriptor) refuseImpostor(descriptor.value, seen);
  }
  return value;
}
