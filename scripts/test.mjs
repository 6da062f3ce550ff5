// npm test: installs what is missing, then runs the steps on the Node that the editor runs.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { installPackages } from './lib/install.mjs';
import { nodeBinary, root, toolEnvironment } from './lib/paths.mjs';

try {
  await installPackages();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const parameters = [join(root, 'scripts', 'test', 'main.mjs'), ...process.argv.slice(2)];
const child = spawn(nodeBinary(), parameters, { cwd: root, stdio: 'inherit', env: toolEnvironment() });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => child.kill(signal));
}
child.once('exit', (code) => process.exit(code ?? 1));
