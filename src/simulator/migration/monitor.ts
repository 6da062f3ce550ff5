import { NANOSECONDS_PER_MILLISECOND, type Nanoseconds, NANOSECONDS_PER_SECOND } from '../kernel/time.ts';
import { PAGE_BYTES } from '../memory/page.ts';
import type { MigrationFigures } from './events.ts';
import type { XbzrleFigures } from './xbzrle.ts';

/** What a monitor can say about a migration: how it stands, its figures, and why it failed if it did. */
export interface MonitoredMigration {
  readonly status: 'active' | 'postcopy-active' | 'postcopy-paused' | 'completed' | 'cancelled' | 'failed';
  readonly figures: MigrationFigures;
  readonly reason?: string;
}

/** The answer of `query-migrate` on QEMU's machine protocol (qapi/migration.json: MigrationInfo), times in ms. */
export interface MigrationInfo {
  readonly status: MonitoredMigration['status'];
  readonly 'error-desc'?: string;
  readonly 'total-time'?: number;
  readonly 'setup-time'?: number;
  readonly downtime?: number;
  readonly 'expected-downtime'?: number;
  readonly ram?: RamInfo;
  /** Only where XBZRLE is on. */
  readonly 'xbzrle-cache'?: XbzrleInfo;
  /** Only while the guest is throttled. */
  readonly 'cpu-throttle-percentage'?: number;
}

/** The part about memory (qapi/migration.json: MigrationStats); sizes in bytes. */
export interface RamInfo {
  readonly transferred: number;
  readonly remaining: number;
  readonly total: number;
  readonly duplicate: number;
  readonly skipped: number;
  readonly normal: number;
  readonly 'normal-bytes': number;
  readonly 'dirty-pages-rate': number;
  readonly mbps: number;
  readonly 'dirty-sync-count': number;
  readonly 'dirty-sync-missed-zero-copy': number;
  readonly 'postcopy-requests': number;
  readonly 'page-size': number;
  readonly 'multifd-bytes': number;
  readonly 'pages-per-second': number;
  readonly 'precopy-bytes': number;
  readonly 'downtime-bytes': number;
  readonly 'postcopy-bytes': number;
}

/** The part about XBZRLE (qapi/migration.json: XBZRLECacheStats), its rates over the whole migration. */
export interface XbzrleInfo {
  readonly 'cache-size': number;
  readonly bytes: number;
  readonly pages: number;
  readonly 'cache-miss': number;
  readonly 'cache-miss-rate': number;
  readonly 'encoding-rate': number;
  readonly overflow: number;
}

/**
 * A migration as `query-migrate` of QEMU 7.2 prints it. As there, one that failed or was cancelled has no figures
 * any more, a completed one has its downtime, and one under way the downtime that is expected.
 */
export function queryMigrate({ status, figures, reason }: MonitoredMigration): MigrationInfo {
  switch (status) {
    case 'cancelled':
      return { status };
    case 'failed':
      return { status, ...(reason !== undefined && { 'error-desc': reason }) };
    case 'active':
    case 'postcopy-active':
    case 'postcopy-paused':
      return {
        status,
        'total-time': toWholeMilliseconds(figures.totalTime),
        'setup-time': toWholeMilliseconds(figures.setupTime),
        'expected-downtime': toWholeMilliseconds(figures.expectedDowntime),
        ram: ramInfo(figures, figures.megabitsPerSecond),
        ...(figures.xbzrle !== undefined && { 'xbzrle-cache': xbzrleInfo(figures.xbzrle) }),
        ...(figures.throttlePercent > 0 && { 'cpu-throttle-percentage': figures.throttlePercent }),
      };
    case 'completed':
      return {
        status,
        'total-time': toWholeMilliseconds(figures.totalTime),
        'setup-time': toWholeMilliseconds(figures.setupTime),
        downtime: toWholeMilliseconds(figures.downtime ?? 0),
        // What was still to send, and how fast the guest wrote, is no longer of interest.
        ram: { ...ramInfo(figures, overallMegabitsPerSecond(figures)), remaining: 0, 'dirty-pages-rate': 0 },
        ...(figures.xbzrle !== undefined && { 'xbzrle-cache': xbzrleInfo(figures.xbzrle) }),
      };
  }
}

/**
 * The same as a person reads it after `info migrate`, with the labels of QEMU 7.2 (monitor/hmp-cmds.c), but for the list
 * of globals that stands before it there: settings of the program, none of a migration. Lines end in a line feed.
 */
export function infoMigrate(migration: MonitoredMigration): string {
  const info = queryMigrate(migration);
  const reason = info['error-desc'] === undefined ? '' : ` (${info['error-desc']})`;
  const lines = [`Migration status: ${info.status}${reason}`, `total time: ${info['total-time'] ?? 0} ms`];
  if (info['expected-downtime'] !== undefined) lines.push(`expected downtime: ${info['expected-downtime']} ms`);
  if (info.downtime !== undefined) lines.push(`downtime: ${info.downtime} ms`);
  if (info['setup-time'] !== undefined) lines.push(`setup: ${info['setup-time']} ms`);
  if (info.ram !== undefined) lines.push(...ramLines(info.ram));
  if (info['xbzrle-cache'] !== undefined) lines.push(...xbzrleLines(info['xbzrle-cache']));
  const throttle = info['cpu-throttle-percentage'];
  if (throttle !== undefined) lines.push(`cpu throttle percentage: ${throttle}`);
  return lines.map((line) => `${line}\n`).join('');
}

function ramInfo(figures: MigrationFigures, mbps: number): RamInfo {
  return {
    transferred: figures.transferredBytes,
    remaining: figures.remainingBytes,
    total: figures.totalBytes,
    duplicate: figures.zeroPages,
    // A field of old that is always 0.
    skipped: 0,
    normal: figures.normalPages,
    'normal-bytes': figures.normalPages * PAGE_BYTES,
    'dirty-pages-rate': figures.dirtyPagesPerSecond,
    mbps,
    'dirty-sync-count': figures.dirtySyncCount,
    'dirty-sync-missed-zero-copy': 0,
    'postcopy-requests': figures.postcopyRequests,
    'page-size': PAGE_BYTES,
    'multifd-bytes': figures.multifdBytes ?? 0,
    'pages-per-second': figures.pagesPerSecond,
    'precopy-bytes': figures.precopyBytes,
    'downtime-bytes': figures.downtimeBytes,
    'postcopy-bytes': figures.postcopyBytes,
  };
}

function xbzrleInfo({ cacheSize, bytes, pages, cacheMiss, overflow }: XbzrleFigures): XbzrleInfo {
  return {
    'cache-size': cacheSize,
    bytes,
    pages,
    'cache-miss': cacheMiss,
    'cache-miss-rate': cacheMiss === 0 ? 0 : cacheMiss / (pages + cacheMiss),
    'encoding-rate': bytes === 0 ? 0 : (pages * PAGE_BYTES) / bytes,
    overflow,
  };
}

/** When all is over, the throughput is that of the whole migration without its setup. */
function overallMegabitsPerSecond({ transferredBytes, totalTime, setupTime }: MigrationFigures): number {
  const transferTime = totalTime - setupTime;
  return transferTime === 0 ? 0 : (transferredBytes * 8 * NANOSECONDS_PER_SECOND) / transferTime / 1e6;
}

function ramLines(ram: RamInfo): string[] {
  return [
    `transferred ram: ${kibibytes(ram.transferred)} kbytes`,
    `throughput: ${ram.mbps.toFixed(2)} mbps`,
    `remaining ram: ${kibibytes(ram.remaining)} kbytes`,
    `total ram: ${kibibytes(ram.total)} kbytes`,
    `duplicate: ${ram.duplicate} pages`,
    `skipped: ${ram.skipped} pages`,
    `normal: ${ram.normal} pages`,
    `normal bytes: ${kibibytes(ram['normal-bytes'])} kbytes`,
    `dirty sync count: ${ram['dirty-sync-count']}`,
    `page size: ${kibibytes(ram['page-size'])} kbytes`,
    `multifd bytes: ${kibibytes(ram['multifd-bytes'])} kbytes`,
    `pages-per-second: ${ram['pages-per-second']}`,
    ...(ram['dirty-pages-rate'] > 0 ? [`dirty pages rate: ${ram['dirty-pages-rate']} pages`] : []),
    ...(ram['postcopy-requests'] > 0 ? [`postcopy request count: ${ram['postcopy-requests']}`] : []),
    ...(ram['precopy-bytes'] > 0 ? [`precopy ram: ${kibibytes(ram['precopy-bytes'])} kbytes`] : []),
    ...(ram['downtime-bytes'] > 0 ? [`downtime ram: ${kibibytes(ram['downtime-bytes'])} kbytes`] : []),
    ...(ram['postcopy-bytes'] > 0 ? [`postcopy ram: ${kibibytes(ram['postcopy-bytes'])} kbytes`] : []),
  ];
}

function xbzrleLines(cache: XbzrleInfo): string[] {
  return [
    `cache size: ${cache['cache-size']} bytes`,
    `xbzrle transferred: ${kibibytes(cache.bytes)} kbytes`,
    `xbzrle pages: ${cache.pages} pages`,
    `xbzrle cache miss: ${cache['cache-miss']} pages`,
    `xbzrle cache miss rate: ${cache['cache-miss-rate'].toFixed(2)}`,
    `xbzrle encoding rate: ${cache['encoding-rate'].toFixed(2)}`,
    `xbzrle overflow: ${cache.overflow}`,
  ];
}

function kibibytes(bytes: number): number {
  return Math.floor(bytes / 1024);
}

function toWholeMilliseconds(time: Nanoseconds): number {
  return Math.floor(time / NANOSECONDS_PER_MILLISECOND);
}
