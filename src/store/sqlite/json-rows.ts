/** JSON text by path: `` for the whole but for its lists of objects, `/vms/2` for an element of such a list. */
export type JsonRows = Map<string, string>;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Stands for a list of so many objects that have rows of their own. */
const LIST = '$rows';

/**
 * Cuts a JSON object into rows, each element of a list of objects in one of its own, so that a change in one of a
 * thousand snapshots changes one row.
 */
export function rowsOfJson(text: string): JsonRows {
  const rows: JsonRows = new Map();
  const cut = (value: Json, path: string): Json => {
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => {
      if (!isListOfObjects(entry)) return [key, cut(entry, `${path}/${key}`)];
      entry.forEach((element, index) => {
        const place = `${path}/${key}/${index}`;
        rows.set(place, JSON.stringify(cut(element, place)));
      });
      return [key, { [LIST]: entry.length }];
    }));
  };
  rows.set('', JSON.stringify(cut(JSON.parse(text) as Json, '')));
  return rows;
}

/** Puts the text together again; an element whose row is missing is null. Throws where the row of the whole is missing. */
export function jsonOfRows(rows: ReadonlyMap<string, string>): string {
  const join = (value: Json, path: string): Json => {
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => {
      const length = isObject(entry) ? entry[LIST] : undefined;
      if (typeof length !== 'number') return [key, join(entry, `${path}/${key}`)];
      return [key, Array.from({ length }, (_, index) => read(`${path}/${key}/${index}`) ?? null)];
    }));
  };
  const read = (path: string): Json | undefined => {
    const row = rows.get(path);
    return row === undefined ? undefined : join(JSON.parse(row) as Json, path);
  };
  const whole = read('');
  if (whole === undefined) throw new Error('The row of the whole is missing.');
  return JSON.stringify(whole);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: Json): value is readonly Json[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}
