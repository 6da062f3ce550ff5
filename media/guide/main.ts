import type { ToGuide } from '../../src/protocol/guide.ts';
import { element } from './element.ts';
import { Host } from './host.ts';
import { Page } from './page.ts';

const root = element('main');
document.body.append(root);
const host = new Host();
const page = new Page(root, host);

window.addEventListener('message', ({ data }: MessageEvent<ToGuide>) => {
  switch (data.kind) {
    case 'show':
      host.keep({ address: data.model.address });
      page.show(data.model);
      break;
    case 'empty':
      page.showEmpty(data.text);
      break;
  }
});

// Links of the text go through the extension, which knows which are allowed.
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const href = link?.getAttribute('href');
  if (!href) return;
  event.preventDefault();
  event.stopPropagation();
  host.send({ kind: 'open-link', href });
}, true);

host.send({ kind: 'ready' });
