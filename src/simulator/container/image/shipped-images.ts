import { PROGRAM_MARK } from '../process/exec-calls.ts';
import { type Image, type LayerFile, newImage, newLayer } from './image.ts';

const folder = (path: string, mode = 0o755): LayerFile => ({ path: `${path}/`, mode, text: '' });
const file = (path: string, text: string): LayerFile => ({ path, mode: 0o644, text });

/** The layer that every image stands on: the programs, and the directories that a runtime mounts on. */
function baseFiles(programs: readonly string[]): readonly LayerFile[] {
  return [
    folder('/bin'), folder('/dev'), folder('/etc'), folder('/proc', 0o555), folder('/root', 0o700), folder('/sys', 0o555), folder('/sys/fs'), folder('/sys/fs/cgroup', 0o555), folder('/tmp', 0o1777), folder('/var'),
    ...programs.map((name) => ({ path: `/bin/${name}`, mode: 0o755, text: `${PROGRAM_MARK}${name}\n` })),
    file('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n'),
    file('/etc/os-release', 'NAME="VirtLab base image"\n'),
  ];
}

const ENVIRONMENT = { PATH: '/bin', HOME: '/root' };

/** The images that come with VirtLab: `base` only waits; `web` has pages; `worker` computes. */
export function shippedImages(programs: readonly string[]): readonly Image[] {
  const base = newLayer(baseFiles(programs));
  const pages = newLayer([folder('/www'), file('/www/index.html', '<h1>It works</h1>\n')]);
  return [
    newImage('base', [base], ['pause'], ENVIRONMENT),
    newImage('web', [base, pages], ['nc', '-l', '80'], ENVIRONMENT),
    newImage('worker', [base], ['stress', '--cpu', '1', '--timeout', '1000000'], ENVIRONMENT),
  ];
}
