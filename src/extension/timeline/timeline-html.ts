import * as vscode from 'vscode';
import { webviewHtml } from '../util/webview-html.ts';

/** The page that loads the timeline's script and styles; its images are its own drawings. */
export function timelineHtml(webview: vscode.Webview, media: vscode.Uri): string {
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  return webviewHtml({
    title: 'Migration timeline',
    style: address('timeline.css'),
    script: address('timeline.js'),
    styleSource: webview.cspSource,
    imageSource: 'data:',
  });
}
