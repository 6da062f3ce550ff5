import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/editor/browser.mjs';
import type { Step } from '../../src/labs/lab-pack.ts';
import { NO_PROGRESS, recordAnswer, recordHint, recordVerdict, type Progress } from '../../src/labs/progress.ts';
import type { ToGuide } from '../../src/protocol/guide.ts';
import type { GuideModel } from '../../src/viewmodel/labs/guide.ts';
import { guideModel, type GuideSurroundings } from '../../src/viewmodel/labs/guide-model.ts';
import type { CheckRun } from '../../src/viewmodel/labs/verdict-view.ts';
import { address, CODE, DO, LAB, PACK, PREDICT, READ, result, verdict } from '../viewmodel/labs/sample-pack.ts';
import { openWebview, type WebviewPage } from './webview-page.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

interface Given {
  readonly progress?: Progress;
  readonly run?: CheckRun;
  readonly text?: string;
  readonly surroundings?: GuideSurroundings;
}

const ALL_WELL: GuideSurroundings = { trusted: true, folderOpen: true, worldLoaded: true };
const REVEALED = {
  result: 'It takes 6 rounds.',
  table: { caption: 'Simulated', columns: ['Round', 'Time'], rows: [['1', '8.6 s'], ['Last copy', '29 ms']] },
};

function model(step: Step, given: Given = {}): GuideModel {
  const { progress = NO_PROGRESS, run = { kind: 'none' }, text = 'Some text.', surroundings = ALL_WELL } = given;
  const subject = { pack: PACK, lab: LAB, step, text, explanation: 'It **converges**.', pictureBase: 'https://pack/', run, revealed: REVEALED };
  return guideModel(subject, progress, surroundings);
}

const show = (step: Step, given: Given = {}): ToGuide => ({ kind: 'show', model: model(step, given) });

async function openGuide(...messages: readonly ToGuide[]): Promise<WebviewPage> {
  const webview = await openWebview(browser, 'guide');
  await webview.post(...messages);
  return webview;
}

/** Messages after the `ready` that every page begins with. */
async function asked(webview: WebviewPage): Promise<unknown[]> {
  return (await webview.sent()).slice(1);
}

const finished: CheckRun = {
  kind: 'finished',
  verdict: verdict([
    result('equal', {
      state: 'failed', message: 'One page differs.', expected: '0', actual: '1',
      place: { origin: 'student', file: 'a.ts', line: 7, column: 1 },
      stack: [{ name: '', place: { origin: 'pack', file: 'lab/a.spec.ts', line: 3, column: 1 } }],
    }),
    result('pause', { output: 'hello\n' }),
  ]),
};

test('the page asks for its model, shows it and remembers its step', async () => {
  const webview = await openGuide(show(DO));
  expect(await webview.sent()).toEqual([{ kind: 'ready' }]);
  expect(await webview.remembered()).toEqual({ address: { pack: 'basics', lab: 'lab', step: 'by-hand' } });
  expect(await webview.page.locator('h1').textContent()).toBe('Move it');
  expect(await webview.page.locator('.position').textContent()).toBe('Step 2 of 4');
  expect(await webview.page.locator('.steps button[aria-current=step]').getAttribute('aria-label')).toBe('Step 2: Move it, not started');
});

test('steps are reached by their numbers and by the buttons at the end', async () => {
  const webview = await openGuide(show(DO));
  await webview.page.getByRole('button', { name: 'Step 4: Write it, not started' }).click();
  await webview.page.getByRole('button', { name: 'Previous step' }).click();
  await webview.page.getByRole('button', { name: 'Next step' }).click();
  expect(await asked(webview)).toEqual([
    { kind: 'go', step: 'code' },
    { kind: 'go', step: 'why' },
    { kind: 'go', step: 'rounds' },
  ]);
});

test('once a step is done the way on is within reach, beside what else can be done', async () => {
  const onward = (webview: WebviewPage) => webview.page.locator('.tasks').getByRole('button', { name: 'Next step' });
  const passed = recordVerdict(NO_PROGRESS, address('by-hand'), verdict([result('moved')]));
  const webview = await openGuide(show(DO));
  expect(await onward(webview).count()).toBe(0);
  await webview.post(show(DO, { progress: passed }));
  await onward(webview).click();
  expect(await asked(webview)).toEqual([{ kind: 'go', step: 'rounds' }]);
});

test('a button asks for its task, by mouse and by keyboard', async () => {
  const webview = await openGuide(show(CODE));
  await webview.page.getByRole('button', { name: 'Check', exact: true }).click();
  await webview.page.getByRole('button', { name: 'Hint' }).focus();
  await webview.page.keyboard.press('Enter');
  expect(await asked(webview)).toEqual([{ kind: 'task', task: 'check' }, { kind: 'task', task: 'hint' }]);
});

test('HTML in a text is text, and only links that are allowed are links', async () => {
  const text = [
    '<img src=x onerror="window.hacked = true">',
    '[timeline](command:virtlab.timeline.show) [terminal](command:workbench.action.terminal.new)',
    '[script](javascript:alert(1)) [web](https://www.qemu.org/) ![rounds](rounds.svg) ![away](https://example.org/a.png)',
  ].join('\n\n');
  const webview = await openGuide(show(READ, { text }));
  expect(await webview.page.locator('.text a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))).toEqual([
    'command:virtlab.timeline.show',
    'https://www.qemu.org/',
  ]);
  expect(await webview.page.locator('.text img').evaluateAll((all) => all.map((img) => img.getAttribute('src')))).toEqual([
    'https://pack/rounds.svg',
  ]);
  expect(await webview.page.evaluate(() => 'hacked' in window)).toBe(false);
  await webview.page.getByRole('link', { name: 'timeline' }).click();
  expect(await asked(webview)).toEqual([{ kind: 'open-link', href: 'command:virtlab.timeline.show' }]);
});

test('a failed check shows what was expected and leads to the place', async () => {
  const webview = await openGuide(show(CODE), show(CODE, { run: finished }));
  const check = webview.page.locator('.check.failed');
  expect(await check.locator('.message').textContent()).toBe('One page differs.');
  expect(await check.locator('dd').allTextContents()).toEqual(['0', '1']);
  expect(await webview.page.locator('.check.passed details pre').textContent()).toBe('hello\n');
  await check.getByRole('button', { name: 'Go to a.ts:7' }).click();
  await check.getByRole('button', { name: 'Go to a.spec.ts:3 (the check)' }).click();
  expect(await asked(webview)).toEqual([
    { kind: 'open-place', check: 'equal', which: 'place' }, { kind: 'open-place', check: 'equal', which: 'check' },
  ]);
});

test('a verdict is read aloud and brought into view', async () => {
  const text = 'Line.\n\n'.repeat(60);
  const webview = await openGuide(show(CODE, { text }), show(CODE, { text, run: { kind: 'running', results: [] } }));
  expect(await webview.page.getByRole('status').textContent()).toBe('Checking: 0 of 2 checks decided…');
  await webview.post(show(CODE, { text, run: finished }));
  expect(await webview.page.getByRole('status').textContent()).toBe('1 of 2 checks passed. Begin with the first that did not.');
  const isInView = await webview.page.locator('.summary').evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  expect(isInView).toBe(true);
});

test('the focus stays on a button that is drawn again', async () => {
  const webview = await openGuide(show(CODE));
  await webview.page.getByRole('button', { name: 'Hint' }).focus();
  await webview.post(show(CODE, { progress: recordHint(NO_PROGRESS, address('code')) }));
  expect(await webview.page.evaluate(() => document.activeElement?.textContent)).toBe('Next hint');
  expect(await webview.page.locator('.hint').allTextContents()).toEqual(['One.\n']);
});

test('an answer is checked, recorded and then revealed', async () => {
  const webview = await openGuide(show(PREDICT));
  const { page } = webview;
  expect(await page.locator('.reveal').count()).toBe(0);
  await page.getByRole('button', { name: 'Record my answer' }).click();
  expect(await page.getByRole('alert').textContent()).toBe('Type a number from 1 to 100.');
  await page.getByLabel('My answer').fill('4');
  // What else changes does not disturb what is being typed.
  await webview.post(show(PREDICT, { progress: recordVerdict(NO_PROGRESS, address('code'), verdict([])) }));
  expect(await page.getByLabel('My answer').inputValue()).toBe('4');
  await page.keyboard.press('Enter');
  expect(await asked(webview)).toEqual([{ kind: 'answer', answer: 4 }]);
  await webview.post(show(PREDICT, { progress: recordAnswer(NO_PROGRESS, address('rounds'), 4) }));
  expect(await page.locator('.answer').textContent()).toBe('You predicted: 4 rounds');
  expect(await page.locator('.result').textContent()).toBe('It takes 6 rounds.');
  expect(await page.locator('.reveal td').allTextContents()).toEqual(['1', '8.6 s', 'Last copy', '29 ms']);
  expect(await page.locator('.reveal strong').textContent()).toBe('converges');
});

test('without a step the page says where to find one', async () => {
  const webview = await openGuide({ kind: 'empty', text: 'No step is open.' });
  expect(await webview.page.locator('main').textContent()).toBe('No step is open.');
});

test('a step in trouble, with a verdict and hints, is accessible', async () => {
  const progress = recordHint(NO_PROGRESS, address('code'));
  const surroundings = { trusted: false, folderOpen: true, worldLoaded: true };
  const webview = await openGuide(show(CODE, { progress, run: finished, surroundings }));
  expect(await violations(webview)).toEqual([]);
  await webview.post(show(PREDICT));
  expect(await violations(webview)).toEqual([]);
  await webview.post(show(PREDICT, { progress: recordAnswer(NO_PROGRESS, address('rounds'), 4) }));
  expect(await violations(webview)).toEqual([]);
});

async function violations({ page }: WebviewPage): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations: found } = await (window as unknown as { axe: typeof axe }).axe.run();
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
