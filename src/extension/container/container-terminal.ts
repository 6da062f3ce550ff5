import * as vscode from 'vscode';
import { EMPTY_LINE, type LineState, pressKey } from '../../viewmodel/container/line-editor.ts';
import type { WorldClient } from '../world/world-client.ts';

/** Words that Tab completes beside those that the terminal has shown. */
const COMMANDS = [
  'capabilities', 'cat', 'cd', 'chmod', 'chown', 'chroot', 'cp', 'date', 'echo', 'env', 'escape-handle', 'escape-moved', 'escape-second-chroot', 'exit', 'export',
  'forkbomb', 'grep', 'head', 'help', 'hostname', 'id', 'ip', 'kill', 'ln', 'ls', 'mkdir', 'mount', 'mv', 'nc', 'nsenter', 'ping', 'pivot_root', 'ps', 'pwd', 'readlink',
  'rm', 'rmdir', 'seq', 'sleep', 'sort', 'stat', 'stress', 'tail', 'tee', 'top', 'touch', 'umount', 'unshare', 'wc',
];
/** Words of the output that are kept for completion. */
const KEPT_WORDS = 500;

/** A terminal on a shell in a container. The line is edited here; the shell gets it whole, as from a tty. */
export class ContainerTerminal implements vscode.Pseudoterminal {
  readonly #world: WorldClient;
  readonly #container: string;
  readonly #terminal: string;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly #subscription: vscode.Disposable;
  #line: LineState = EMPTY_LINE;
  #seen: string[] = [];

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  constructor(world: WorldClient, container: string, terminal: string) {
    this.#world = world;
    this.#container = container;
    this.#terminal = terminal;
    this.#subscription = world.onDidReceiveEvents((events) => {
      for (const event of events) {
        if (!('container' in event) || event.container !== container) continue;
        if (event.kind === 'container.output' && event.terminal === terminal) this.#show(event.text);
        else if (event.kind === 'container.terminal-closed' && event.terminal === terminal) this.#closed.fire(0);
        else if (event.kind === 'container.stopped') this.#end(`${container} has stopped: ${event.how}.`);
        else if (event.kind === 'container.out-of-memory') this.#show(`[out of memory: ${event.process} was killed]\n`);
      }
    });
  }

  open(): void {
    // The shell starts with the first thing that is typed, and shows its prompt.
    void this.#type('');
  }

  close(): void {
    this.#subscription.dispose();
  }

  handleInput(data: string): void {
    for (const key of keysOf(data)) {
      const { state, echo, done } = pressKey(this.#line, key, [...COMMANDS, ...this.#seen]);
      this.#line = state;
      this.#written.fire(echo);
      switch (done?.kind) {
        case undefined:
          break;
        case 'line':
          void this.#type(`${done.text}\n`);
          break;
        case 'interrupt':
          void this.#apply({ kind: 'container.interrupt', container: this.#container, terminal: this.#terminal });
          break;
        case 'end':
          void this.#type('exit\n');
          break;
        case 'clear':
          this.#written.fire('\u001b[2J\u001b[H');
      }
    }
  }

  #type(text: string): Promise<void> {
    return this.#apply({ kind: 'container.type', container: this.#container, terminal: this.#terminal, text });
  }

  async #apply(command: Parameters<WorldClient['apply']>[0]): Promise<void> {
    const outcome = await this.#world.apply(command);
    if (!outcome.ok) this.#show(`${outcome.refusal}\n`);
  }

  #show(text: string): void {
    this.#written.fire(text.replaceAll('\n', '\r\n'));
    this.#seen = [...new Set([...this.#seen, ...text.split(/\s+/).filter((word) => /^[\w./-]{3,}$/.test(word))])].slice(-KEPT_WORDS);
  }

  #end(sentence: string): void {
    this.#show(`\n${sentence}\n`);
  }
}

/** Input comes in pieces: keys with escape sequences are one, everything else letter by letter. */
function keysOf(data: string): readonly string[] {
  // eslint-disable-next-line no-control-regex
  return data.replaceAll('\r\n', '\r').replaceAll('\n', '\r').match(/\u001b\[[0-9;]*[A-Za-z~]|[\s\S]/gu) ?? [];
}
