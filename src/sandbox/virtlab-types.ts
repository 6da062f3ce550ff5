/** What the editor offers a student of the module `virtlab`: the ports and what goes through them. */
export {
  type Clock,
  type DeviceState,
  everyPage,
  GIBIBYTE,
  KIBIBYTE,
  type Link,
  type LinkMessage,
  type Machine,
  MEBIBYTE,
  type MigrationPorts,
  milliseconds,
  type Nanoseconds,
  PAGE_BYTES,
  type PageBatch,
  PageBitmap,
  type PageNumber,
  type Process,
  seconds,
  toMilliseconds,
  toSeconds,
} from '../simulator/index.ts';
export { wireBytes } from '../labs/kit/wire-bytes.ts';
