import * as vscode from 'vscode';
import { webviewHtml } from '../util/webview-html.ts';

/** The page that loads the guide's script and styles; pictures are those of the packs. */
export function guideHtml(webview: vscode.Webview, media: vscode.Uri): string {
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  return webviewHtml({
    title: 'Lab guide',
    style: address('guide.css'),
    script: address('guide.js'),
    styleSource: webview.cspSource,
    imageSource: webview.cspSource,
  });
}
