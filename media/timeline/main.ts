import { Page } from './page.ts';
import { connectToEditor } from './vscode-api.ts';

new Page(connectToEditor(), document.body);
