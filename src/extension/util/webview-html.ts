import { randomBytes } from 'node:crypto';

export interface WebviewPage {
  readonly title: string;
  /** Addresses in the webview. */
  readonly style: string;
  readonly script: string;
  /** What the policy allows as sources of styles: the webview's `cspSource`. */
  readonly styleSource: string;
  readonly imageSource: string;
}

/** A page that loads one script and one style sheet, and may do nothing else: no other code, no network. */
export function webviewHtml({ title, style, script, styleSource, imageSource }: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `img-src ${imageSource}`,
    `style-src ${styleSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <title>${title}</title>
  <link rel="stylesheet" href="${style}">
</head>
<body>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
