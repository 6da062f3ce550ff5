const { stringify } = JSON;
const { keys } = Object;
const { isArray } = Array;

/**
 * JSON of plain data. `JSON.stringify` on an object would call a `toJSON` that student code may have planted, and show
 * it the message; on text it calls nothing.
 */
export function encode(value: unknown): string {
  if (typeof value === 'object' && value !== null) return isArray(value) ? encodeArray(value) : encodeObject(value);
  return value === undefined || typeof value === 'function' ? 'null' : stringify(value);
}

function encodeArray(values: readonly unknown[]): string {
  let text = '[';
  for (let index = 0; index < values.length; index++) text += (index === 0 ? '' : ',') + encode(values[index]);
  return `${text}]`;
}

function encodeObject(value: object): string {
  const names = keys(value);
  let text = '{';
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    text += `${(index === 0 ? '' : ',') + stringify(name)}:${encode((value as Record<string, unknown>)[name])}`;
  }
  return `${text}}`;
}
