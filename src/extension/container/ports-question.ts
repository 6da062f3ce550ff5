import type { HostInventory } from '../../simulator/index.ts';
import { portsComplaint, portsIn } from '../../viewmodel/container/published-ports.ts';
import { ask } from '../util/ask.ts';

/** Asks which ports of its host are to lead to a container; none where nothing is typed. Undefined if the user thinks better of it. */
export async function askForPorts(host: HostInventory, before: readonly string[] = []): Promise<readonly string[] | undefined> {
  // Where those it had are taken, that is why it is asked.
  const why = portsComplaint(before.join(' '), host) ?? `Ports of ${host.name} that lead to ports of the container, such as 8080:80 or 5353:53/udp.`;
  const answer = await ask({
    title: `Ports of ${host.name}`,
    prompt: `${why} Leave it empty for none.`,
    placeHolder: 'none', value: before.join(', '),
    check: (text) => portsComplaint(text, host),
  });
  return answer === undefined ? undefined : portsIn(answer);
}
