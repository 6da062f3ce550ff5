import { PAGE_BYTES } from '../../src/simulator/memory/page.ts';
import type { CaseFeatures, CaseFigures, CaseLink, CaseWorkload, FidelityCase } from './case.ts';
import { CaseFields, CaseProblem } from './case-fields.ts';

export interface ReadCases {
  readonly cases: readonly FidelityCase[];
  /** One sentence for each case that cannot be predicted, or for the whole file. */
  readonly problems: readonly string[];
  /** One sentence for each setting or measurement that is left out of account. */
  readonly notes: readonly string[];
}

const MEBIBYTE = 2 ** 20;
const LEAST_RELAY_BUFFER = 65_536;
/** The measured relay's queue held so much of its link. */
const RELAY_BUFFER_SECONDS = 0.005;
const KNOWN_FEATURES = ['accel', 'return_path', 'stop_rule', 'auto_converge', 'postcopy', 'xbzrle'];
const POSITIVE = { least: 1 };

/**
 * Reads a file of cases in the form of `bench/data/qemu-open.json`, or of an object with such a list as `cases`. What
 * may be left out has QEMU's default, or what the measurements had. A case that cannot be understood is left out.
 */
export function readCases(text: string): ReadCases {
  const notes: string[] = [];
  const problems: string[] = [];
  let list: readonly unknown[];
  try {
    list = listIn(JSON.parse(text.replace(/^\uFEFF/u, '')));
  } catch (error) {
    const why = error instanceof CaseProblem ? error.message : `This is no JSON: ${(error as Error).message}.`;
    return { cases: [], problems: [why], notes };
  }
  const cases = list.flatMap((value, index) => {
    const place = placeOf(value, index);
    try {
      return [readCase(value, (note) => notes.push(`${place}: ${note}`))];
    } catch (error) {
      problems.push(`${place}: ${sentence(error)}`);
      return [];
    }
  });
  return { cases, problems, notes };
}

/** What is wrong with a case; anything else than that goes on. */
function sentence(error: unknown): string {
  if (error instanceof CaseProblem) return error.message;
  throw error;
}

function listIn(parsed: unknown): readonly unknown[] {
  const list = typeof parsed === 'object' && parsed !== null && 'cases' in parsed ? parsed.cases : parsed;
  if (!Array.isArray(list)) throw new CaseProblem('There is no list of cases in it: write a list, or {"cases": […]}.');
  return list;
}

function placeOf(value: unknown, index: number): string {
  const id = (value as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? `cases[${index}] "${id}"` : `cases[${index}]`;
}

function readCase(value: unknown, note: (sentence: string) => void): FidelityCase {
  const fields = new CaseFields(value, '');
  const id = fields.text('id');
  const ram_bytes = fields.number('ram_bytes', { least: 2 * MEBIBYTE, most: 2 ** 36 });
  if (ram_bytes % PAGE_BYTES !== 0) throw new CaseProblem(`ram_bytes is ${ram_bytes}, which are not whole pages of ${PAGE_BYTES} bytes; round it.`);
  const bandwidth_bytes_per_s = fields.number('bandwidth_bytes_per_s', POSITIVE);
  const features = fields.inner('features');
  for (const name of features.names.filter((each) => !KNOWN_FEATURES.includes(each))) {
    note(`features.${name} is not known here; the prediction leaves it out of account.`);
  }
  const measured = readMeasured(fields, note);
  return {
    id,
    group: fields.has('group') ? fields.text('group') : '',
    ram_bytes,
    bandwidth_bytes_per_s,
    max_bandwidth_bytes_per_s: fields.number('max_bandwidth_bytes_per_s', { least: 0, otherwise: 0 }),
    link: readLink(fields.inner('link'), bandwidth_bytes_per_s),
    downtime_limit_ms: fields.number('downtime_limit_ms', { least: 0, most: 2_000_000, otherwise: 300 }),
    seed: fields.number('seed', { least: 0, otherwise: 1 }),
    workload: readWorkload(fields.inner('workload'), ram_bytes / PAGE_BYTES),
    features: readFeatures(features),
    ...(measured !== null && { measured }),
  };
}

function readLink(fields: CaseFields, bandwidth: number): CaseLink {
  const kind = fields.oneOf('kind', ['relay', 'unix', 'tcp'], 'relay');
  if (kind !== 'relay') return { kind, bytes_per_s: null, buffer_bytes: null };
  const bytes_per_s = fields.number('bytes_per_s', { ...POSITIVE, otherwise: bandwidth });
  const usualBuffer = Math.max(LEAST_RELAY_BUFFER, Math.round(bytes_per_s * RELAY_BUFFER_SECONDS));
  return { kind, bytes_per_s, buffer_bytes: fields.number('buffer_bytes', { least: 0, otherwise: usualBuffer }) };
}

function readWorkload(fields: CaseFields, pages: number): CaseWorkload {
  const pattern = fields.oneOf('pattern', ['none', 'seq', 'random', 'hotcold'], 'none');
  const writes = pattern !== 'none';
  const ws_pages = fields.number('ws_pages', writes ? POSITIVE : { least: 0, otherwise: 0 });
  const ws_start_page = fields.number('ws_start_page', { least: 0, otherwise: 256 });
  if (ws_start_page + ws_pages > pages) {
    throw new CaseProblem(`workload.ws_pages ends at page ${ws_start_page + ws_pages}, but the machine has only ${pages}; make it smaller.`);
  }
  return {
    pattern,
    ws_start_page,
    ws_pages,
    pages_per_s: fields.number('pages_per_s', { least: 0, most: 8_000_000, whole: false, ...(!writes && { otherwise: 0 }) }),
    zero_share: fields.number('zero_share', { least: 0, most: 1, whole: false, otherwise: 0 }),
    dwords_per_write: fields.number('dwords_per_write', { least: 1, most: PAGE_BYTES / 4, otherwise: 1 }),
    writes_at_start: fields.number('writes_at_start', { least: 0, otherwise: 0 }),
    ...(pattern === 'hotcold' && {
      hot_pages: fields.number('hot_pages', { least: 1, most: ws_pages - 1 }),
      hot_probability: fields.number('hot_probability', { least: 0, most: 1, whole: false }),
    }),
  };
}

function readFeatures(fields: CaseFields): CaseFeatures {
  return {
    return_path: fields.flag('return_path'),
    ...(fields.has('stop_rule') && { stop_rule: readStopRule(fields.inner('stop_rule')) }),
    ...(isOn(fields, 'auto_converge') && { auto_converge: readAutoConverge(fields.inner('auto_converge')) }),
    ...(isOn(fields, 'postcopy') && { postcopy: readPostCopy(fields.inner('postcopy')) }),
    ...(isOn(fields, 'xbzrle') && { xbzrle: { cache_bytes: fields.inner('xbzrle').number('cache_bytes', { ...POSITIVE, otherwise: 64 * MEBIBYTE }) } }),
  };
}

/** A capability is described, or only said to be on or off. */
function isOn(fields: CaseFields, name: string): boolean {
  return fields.has(name) && !fields.isOff(name);
}

function readStopRule(fields: CaseFields): NonNullable<CaseFeatures['stop_rule']> {
  return {
    ...(fields.has('max_sync') && { max_sync: fields.number('max_sync', POSITIVE) }),
    ...(fields.has('max_s') && { max_s: fields.number('max_s', { least: 0, most: 3600, whole: false }) }),
  };
}

function readAutoConverge(fields: CaseFields): NonNullable<CaseFeatures['auto_converge']> {
  const percent = (otherwise: number) => ({ least: 1, most: 99, otherwise });
  return {
    initial: fields.number('initial', percent(20)),
    increment: fields.number('increment', percent(10)),
    max: fields.number('max', percent(99)),
    tailslow: fields.flag('tailslow'),
    trigger_threshold: fields.number('trigger_threshold', { least: 1, most: 100, otherwise: 50 }),
  };
}

function readPostCopy(fields: CaseFields): NonNullable<CaseFeatures['postcopy']> {
  return {
    after_sync: fields.number('after_sync', { ...POSITIVE, otherwise: 2 }),
    max_bandwidth_bytes_per_s: fields.number('max_bandwidth_bytes_per_s', { least: 0, otherwise: 0 }),
  };
}

/** Null where there is nothing to compare with, as in a file that is only to be predicted. */
function readMeasured(fields: CaseFields, note: (sentence: string) => void): { readonly median: CaseFigures } | null {
  if (!fields.has('measured')) return null;
  try {
    return { median: readFigures(fields.inner('measured').inner('median')) };
  } catch (error) {
    note(`${sentence(error)} Its prediction is compared with nothing.`);
    return null;
  }
}

function readFigures(median: CaseFields): CaseFigures {
  const positive = { least: Number.MIN_VALUE, whole: false };
  return {
    total_time_ms: median.number('total_time_ms', positive),
    downtime_ms: median.has('downtime_ms') ? median.number('downtime_ms', { least: 0, whole: false }) : null,
    transferred_bytes: median.number('transferred_bytes', positive),
    rounds: median.number('rounds', { least: 0, whole: false }),
    converged: median.flag('converged'),
  };
}
