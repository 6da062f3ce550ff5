import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The page that loads the guide's script and styles, and nothing else. */
export function guideHtml(webview: vscode.Webview, media: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <title>Lab guide</title>
  <link rel="stylesheet" href="${address('guide.css')}">
</head>
<body>
  <script nonce="${nonce}" src="${address('guide.js')}"></script>
</body>
</html>`;
}
