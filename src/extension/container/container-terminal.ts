import * as vscode from 'vscode';
import { completeWith, drawLine, EMPTY_LINE, type KeyResult, type LineState, pressKey, toStart } from '../../viewmodel/container/line-editor.ts';
import { inColumns } from '../../simulator/index.ts';
import { columnsOf, type TerminalLayout } from '../../viewmodel/container/terminal-layout.ts';
import type { WorldClient } from '../world/world-client.ts';
import { candidatesFor } from './container-completion.ts';

/** Ctrl-D: the end of input. */
const END_OF_INPUT = '\u0004';

/** A terminal on a shell in a container. The line is edited here; the shell gets it whole, as from a tty. */
export class ContainerTerminal implements vscode.Pseudoterminal {
  readonly #world: WorldClient;
  readonly #container: string;
  readonly #terminal: string;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly #subscription: vscode.Disposable;
  #line: LineState = EMPTY_LINE;
  /** What stands before the line: the last that was printed, without a new line behind it. */
  #prompt = '';
  #columns = 80;
  #rows = 24;
  /** Keys are taken one after another, also where one has to ask. */
  #keys: Promise<void> = Promise.resolve();

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

  open(dimensions: vscode.TerminalDimensions | undefined): void {
    if (dimensions !== undefined) this.setDimensions(dimensions);
    // The shell starts with the first thing that is typed, and shows its prompt.
    void this.#type('');
  }

  /** The container is told with what is typed next. */
  setDimensions({ columns, rows }: vscode.TerminalDimensions): void {
    this.#columns = Math.max(columns, 2);
    this.#rows = Math.max(rows, 1);
  }

  close(): void {
    this.#subscription.dispose();
  }

  handleInput(data: string): void {
    for (const key of keysOf(data)) this.#keys = this.#keys.then(() => this.#press(key));
  }

  async #press(key: string): Promise<void> {
    const result = pressKey(this.#line, key, this.#layout());
    this.#take(result);
    const { done } = result;
    switch (done?.kind) {
      case undefined:
        return;
      case 'line':
        this.#prompt = '';
        void this.#type(`${done.text}\n`);
        return;
      case 'interrupt':
        this.#prompt = '';
        void this.#apply({ kind: 'container.interrupt', container: this.#container, terminal: this.#terminal });
        return;
      case 'signal':
        this.#prompt = '';
        void this.#type(done.key);
        return;
      case 'end':
        void this.#type(END_OF_INPUT);
        return;
      case 'clear':
        this.#written.fire(`\u001b[2J\u001b[H${this.#prompt}${drawLine(this.#line, this.#layout())}`);
        return;
      case 'complete':
        await this.#complete(done.word, done.isCommand);
    }
  }

  /** Completes a word as far as it is clear, and otherwise shows what it may become. */
  async #complete(word: string, isCommand: boolean): Promise<void> {
    const candidates = await candidatesFor(this.#world, this.#container, { word, isCommand, prompt: this.#prompt, lines: this.#line.history });
    const result = completeWith(this.#line, word, candidates, this.#layout());
    const found = candidates.filter((candidate) => candidate.startsWith(word));
    if (result.echo !== '' || found.length < 2) {
      this.#take(result);
      return;
    }
    const names = found.map((candidate) => candidate.replace(/^.*\/(?=.)/, ''));
    this.#written.fire(`\r\n${inColumns([...new Set(names)].sort(), this.#columns).replaceAll('\n', '\r\n')}${this.#prompt}${drawLine(this.#line, this.#layout())}`);
  }

  #take({ state, echo }: KeyResult): void {
    this.#line = state;
    if (echo !== '') this.#written.fire(echo);
  }

  #layout(): TerminalLayout {
    return { columns: this.#columns, indent: columnsOf(this.#prompt) % this.#columns };
  }

  #type(text: string): Promise<void> {
    return this.#apply({ kind: 'container.type', container: this.#container, terminal: this.#terminal, text, columns: this.#columns, rows: this.#rows });
  }

  async #apply(command: Parameters<WorldClient['apply']>[0]): Promise<void> {
    const outcome = await this.#world.apply(command);
    if (!outcome.ok) this.#show(`${outcome.refusal}\n`);
  }

  /** What is printed while somebody types comes before the line. */
  #show(text: string): void {
    const layout = this.#layout();
    const isTyping = this.#line.text !== '';
    const cleared = isTyping ? `${toStart(this.#line, layout)}\u001b[J` : '';
    // eslint-disable-next-line no-control-regex
    this.#prompt = `${this.#prompt}${text}`.split('\n').at(-1)?.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '') ?? '';
    this.#written.fire(`${cleared}${text.replaceAll('\n', '\r\n')}${isTyping ? drawLine(this.#line, this.#layout()) : ''}`);
  }

  #end(sentence: string): void {
    this.#show(`\n${sentence}\n`);
  }
}

/** Input comes in pieces: keys with escape sequences are one, everything else letter by letter. */
function keysOf(data: string): readonly string[] {
  // eslint-disable-next-line no-control-regex
  return data.replaceAll('\r\n', '\r').replaceAll('\n', '\r').match(/\u001b\[[0-9;]*[A-Za-z~]|\u001bO?[A-Za-z]|[\s\S]/gu) ?? [];
}
