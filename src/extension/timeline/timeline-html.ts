import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The page that loads the timeline's script and styles, and nothing else. */
export function timelineHtml(webview: vscode.Webview, media: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  // The script places the tooltip by properties of its style, which no policy forbids; images are its own drawings.
  const policy = ["default-src 'none'", 'img-src data:', `style-src ${webview.cspSource}`, `script-src 'nonce-${nonce}'`].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <title>Migration timeline</title>
  <link rel="stylesheet" href="${address('timeline.css')}">
</head>
<body>
  <script nonce="${nonce}" src="${address('timeline.js')}"></script>
</body>
</html>`;
}
