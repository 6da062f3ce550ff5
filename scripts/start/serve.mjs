import { installExtension, startCodeServer } from '../editor/code-server.mjs';
import { isStopping } from '../lib/children.mjs';
import { Failure } from '../lib/run.mjs';
import { firstThings } from './place.mjs';

const usualPort = 8087;

/** Serves the editor to a browser of this machine until Ctrl-C. @param {import('./place.mjs').Place} place @param {string} vsix */
export async function serveBrowser({ profile, workspace }, vsix) {
  await installExtension(profile, vsix);
  const server = await startCodeServer({ profile, workspace, port: usualPort, trust: true });
  if (server.port !== usualPort) console.log(`Port ${usualPort} is taken.`);
  console.log(`
VirtLab runs in VS Code (code-server). Open this address in a browser on this machine:

  ${server.address}/?folder=${encodeURIComponent(workspace)}

${firstThings}

Your files are kept in ${workspace}
Ctrl-C stops the editor.`);
  await new Promise((resolve) => server.child.once('exit', resolve));
  if (isStopping()) return;
  throw new Failure(`code-server ended:\n${server.log().slice(-2000)}`);
}
