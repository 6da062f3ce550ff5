import { expect, test } from 'vitest';
import { exportMigration } from '../../../../src/viewmodel/timeline/export/export.ts';
import { finalFigures, recordedMigration } from '../recorded-migration.ts';

test('JSON carries figures, log and events', () => {
  const content = JSON.parse(exportMigration(recordedMigration, 'json')) as { log: unknown[]; events: unknown };
  expect(content).toMatchObject({ format: 'virtlab.migration', version: 1, vm: 'web', status: 'completed', figures: finalFigures });
  expect(content.log[6]).toEqual({ time: 10_200_000_000, sentence: 'Pending 32.0 MiB < threshold 36.0 MiB: stop web and send the rest.' });
  expect(content.events).toEqual(recordedMigration);
});

test('CSV has a line for each phase, round, state and part of the downtime', () => {
  expect(exportMigration(recordedMigration, 'csv').split('\r\n')).toEqual([
    'lane,name,begin_ns,end_ns,new_dirty_pages,pending_bytes,sent_bytes,cache_found_pages,cache_missed_pages,cache_overflow_pages,answers,p99_latency_ns',
    'phase,setup,0,20000000,,,,,,,,',
    'phase,pre-copy,20000000,10200000000,,,,,,,,',
    'phase,stop-and-copy,10200000000,10480000000,,,,,,,,',
    'phase,resume,10480000000,10500000000,,,,,,,,',
    'round,1,20000000,8700000000,262144,1073741824,1042284544,,,,,',
    'round,2,8700000000,10200000000,35000,167772160,163577856,,,,,',
    'last-copy,3,10201000000,10468500000,100,34603008,94371840,,,,,',
    'machine,source,0,10200000000,,,,,,,,',
    'machine,paused,10200000000,10490000000,,,,,,,,',
    'machine,destination,10490000000,10500000000,,,,,,,,',
    'downtime,stop,10200000000,10201000000,,,,,,,,',
    'downtime,last copy,10201000000,10468500000,,,,,,,,',
    'downtime,device state,10468500000,10480000000,,,,,,,,',
    'downtime,resume,10480000000,10490000000,,,,,,,,',
    '',
  ]);
});
