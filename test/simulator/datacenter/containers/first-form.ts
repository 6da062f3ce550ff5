/** A graph as it was written before there were blocks; for worlds that were saved then. */
export function writeFirstForm(root: object): Uint8Array {
  const places = new Map<object, number>();
  const objects: object[] = [];
  const written = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    let place = places.get(value);
    if (place === undefined) {
      place = objects.push(value) - 1;
      places.set(value, place);
    }
    return [place];
  };
  written(root);
  const nodes: unknown[] = [];
  // The list grows while it is gone through.
  for (let index = 0; index < objects.length; index++) nodes.push(nodeOf(objects[index] as object, written));
  return new TextEncoder().encode(JSON.stringify(nodes));
}

function nodeOf(value: object, written: (value: unknown) => unknown): unknown {
  if (value instanceof Map) return ['map', ...[...(value as Map<unknown, unknown>)].map(([key, part]) => [written(key), written(part)])];
  if (value instanceof Set) return ['set', ...[...(value as Set<unknown>)].map(written)];
  if (Array.isArray(value)) return ['list', ...value.map(written)];
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('hex')];
  return ['object', ...Object.entries(value).map(([key, part]) => [key, written(part)])];
}
