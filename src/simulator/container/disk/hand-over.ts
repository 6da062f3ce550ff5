import type { Cgroup } from '../cgroup/cgroup.ts';
import type { BlockDevice } from './block-device.ts';

/** What the disk has still to do for a group that goes away is done in the name of the one above. */
export function handOverRequests(disk: BlockDevice, from: Cgroup, to: Cgroup): void {
  for (const request of [...disk.requests]) {
    if (request.cgroup !== from) continue;
    request.cgroup = to;
    if (request !== from.writeback) continue;
    if (to.writeback === null) to.writeback = request;
    else {
      to.writeback.bytes += request.bytes;
      to.writeback.operations += request.operations;
      request.isDone = true;
      disk.requests.delete(request);
    }
  }
  from.writeback = null;
}
