import * as vscode from 'vscode';
import type { FromGuide, GuideSavedState, ToGuide } from '../../protocol/guide.ts';
import type { StepAddress } from '../../labs/progress.ts';
import type { GuideModel } from '../../viewmodel/labs/guide.ts';
import { guideHtml } from './guide-html.ts';

const VIEW_TYPE = 'virtlab.guide';

export interface GuidePanelSettings {
  /** Folder of the bundled script and styles. */
  readonly media: vscode.Uri;
  /** Folders that pictures may come from. */
  readonly pictures: vscode.Uri;
  /** What to show for a step; null if there is no such step any more. */
  readonly model: (address: StepAddress, webview: vscode.Webview) => Promise<GuideModel | null>;
  /** What was shown before the editor was closed, in case the page's own state was lost with it. */
  readonly lastShown: () => StepAddress | undefined;
}

/** A message from the guide, and the step it was sent from. */
export interface GuideMessage {
  readonly address: StepAddress;
  readonly message: Exclude<FromGuide, { kind: 'ready' }>;
}

/** The guide: one panel that shows one step. Its page is told the whole model at every change. */
export class GuidePanel implements vscode.Disposable, vscode.WebviewPanelSerializer<GuideSavedState> {
  readonly #settings: GuidePanelSettings;
  readonly #received = new vscode.EventEmitter<GuideMessage>();
  readonly #restored = new vscode.EventEmitter<StepAddress>();
  readonly #serializer: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #address: StepAddress | undefined;
  #model: GuideModel | undefined;
  #update: Promise<void> = Promise.resolve();
  #updateWaits = false;

  readonly onDidReceive = this.#received.event;
  /** Fires when the editor has brought the guide back after a reload. */
  readonly onDidRestore = this.#restored.event;

  constructor(settings: GuidePanelSettings) {
    this.#settings = settings;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  get column(): vscode.ViewColumn | undefined {
    return this.#panel?.viewColumn;
  }

  /** The model shown last, for those who want to know what the student sees. */
  get shown(): GuideModel | undefined {
    return this.#panel && this.#model;
  }

  /** Shows a step, and brings the guide to the front. */
  async show(address: StepAddress): Promise<void> {
    this.#address = address;
    if (this.#panel) this.#panel.reveal(this.#panel.viewColumn, true);
    else {
      const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      const panel = vscode.window.createWebviewPanel(VIEW_TYPE, 'Lab guide', { viewColumn: column, preserveFocus: true });
      this.#adopt(panel);
    }
    await this.refresh();
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: GuideSavedState | undefined): Promise<void> {
    this.#panel?.dispose();
    this.#address = state?.address ?? this.#settings.lastShown();
    this.#adopt(panel);
    if (this.#address) this.#restored.fire(this.#address);
    await this.refresh();
  }

  /** Shows what has changed. Calls that come while one is under way are one. */
  refresh(): Promise<void> {
    if (this.#updateWaits) return this.#update;
    this.#updateWaits = true;
    this.#update = this.#update.then(() => {
      this.#updateWaits = false;
      return this.#send();
    });
    return this.#update;
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
    this.#received.dispose();
    this.#restored.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const { media, pictures } = this.#settings;
    this.#panel = panel;
    panel.webview.options = { enableScripts: true, localResourceRoots: [media, pictures] };
    panel.webview.onDidReceiveMessage((message: FromGuide) => {
      if (message.kind === 'ready') void this.refresh();
      else if (this.#address) this.#received.fire({ address: this.#address, message });
    });
    // A hidden page hears nothing.
    panel.onDidChangeViewState(() => {
      if (panel.visible) void this.refresh();
    });
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.webview.html = guideHtml(panel.webview, media);
  }

  async #send(): Promise<void> {
    const panel = this.#panel;
    if (!panel) return;
    const model = this.#address ? await this.#settings.model(this.#address, panel.webview) : null;
    if (panel !== this.#panel) return;
    this.#model = model ?? undefined;
    panel.title = model ? `Guide: ${model.title}` : 'Lab guide';
    const message: ToGuide = model
      ? { kind: 'show', model }
      : { kind: 'empty', text: 'No step is open. Choose one in the Labs view of the VirtLab sidebar.' };
    // Not awaited: the message of a page that is hidden or not there yet arrives when it shows.
    void panel.webview.postMessage(message);
  }
}
