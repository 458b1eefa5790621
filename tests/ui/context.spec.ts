/** What is asked about what lies open: cells, errors, variables, files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

const pictures = resolve(__dirname, '../../build/ui-pictures');

async function picture(page: IJupyterLabPageFixture, name: string): Promise<void> {
  if (process.env.PICTURES) {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(join(pictures, `${name}.png`), await page.screenshot());
  }
}

async function openChat(page: IJupyterLabPageFixture): Promise<Locator> {
  await page.sidebar.openTab('galactica-chat');
  const chat = page.locator('#galactica-chat');
  await chat.getByRole('button', { name: 'New chat' }).click();
  await expect(chat.locator('.jp-Galactica-turn')).toHaveCount(0);
  return chat;
}

const messageOf = (chat: Locator): Locator => chat.getByRole('textbox', { name: 'Message' });
const chipsOf = (chat: Locator): Locator =>
  chat.getByRole('list', { name: 'Attached' }).getByRole('listitem');
const errorOf = (page: IJupyterLabPageFixture): Locator =>
  page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]');

/** Answers every question with this text. */
async function answerWith(page: IJupyterLabPageFixture, text: string): Promise<void> {
  await page.route('**/galactica/api/turns/*/events*', async route => {
    const code = { type: 'code', id: 0, language: 'python', code: text, start: 0, end: 1 };
    const block = { index: 0, type: 'code', start: 0, source: text, nodes: [code] };
    const response = await route.fetch();
    const lines = (await response.text()).split('\n\n').filter(line => line.startsWith('data: '));
    const finished = JSON.parse((lines.at(-1) ?? '').slice('data: '.length));
    finished.answer.blocks = [block];
    finished.answer.equations = finished.answer.citations = finished.answer.code = [];
    await route.fulfill({ response, body: `data: ${JSON.stringify(finished)}\n\n` });
  });
}

test.describe('asking about a notebook', () => {
  test('Ask about this cell: a chip with its cost, removable, sent with the question', async ({
    page
  }) => {
    const chat = await openChat(page);
    await page.notebook.createNew();
    await page.notebook.setCell(0, 'code', 'velocity = 3\nvelocity');
    await page.notebook.run();
    await page.notebook.selectCells(0);
    await page.keyboard.press('Control+Alt+k');
    await expect(chipsOf(chat)).toHaveCount(1);
    await expect(chipsOf(chat)).toContainText(/cell \[1\] of .*ipynb \d+ tokens/);
    await expect(chat.locator('.jp-Galactica-window')).toContainText('tokens of the window of');
    await expect(messageOf(chat)).toBeFocused();
    await picture(page, 'chip');
    await chat.getByRole('button', { name: /^Remove/ }).click();
    await expect(chipsOf(chat)).toHaveCount(0);
    await page.notebook.selectCells(0);
    await page.locator('.jp-Cell .jp-InputPrompt').first().click({ button: 'right' });
    await page.locator('.lm-Menu').getByText('Galactica', { exact: true }).hover();
    await picture(page, 'menu');
    await page.locator('.lm-Menu').getByText('Ask about This Output', { exact: true }).click();
    await expect(chipsOf(chat)).toContainText('Output of cell [1]');
    await messageOf(chat).fill('Why is it so?');
    await messageOf(chat).press('Enter');
    const turn = chat.locator('.jp-Galactica-turn');
    await expect(turn.locator('.jp-Galactica-footer')).toContainText('tokens');
    await turn.locator('details.jp-Galactica-context > summary').click();
    await expect(turn.locator('details.jp-Galactica-context')).toContainText('3');
    await expect(chipsOf(chat)).toHaveCount(0);
    await picture(page, 'asked');
  });

  test('Ask about the selection of an editor', async ({ page }) => {
    const chat = await openChat(page);
    await page.notebook.createNew();
    await page.notebook.setCell(0, 'code', 'first = 1\nsecond = 2');
    await page.notebook.enterCellEditingMode(0);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+End');
    await page.evaluate(() => window.jupyterapp.commands.execute('galactica:ask-about-selection'));
    await expect(chipsOf(chat)).toContainText('Selection in');
    await expect(chipsOf(chat).locator('.jp-Galactica-attachmentLabel')).toHaveAttribute(
      'title',
      'first = 1'
    );
  });

  test('Explain this error: the code and the traceback are sent at once', async ({ page }) => {
    const chat = await openChat(page);
    await page.notebook.createNew();
    await page.notebook.setCell(0, 'code', 'total = 1 / 0');
    await page.notebook.run();
    await expect(errorOf(page)).toBeVisible();
    await page.notebook.selectCells(0);
    const asked = page.waitForRequest('**/galactica/api/conversations/*/turns*');
    await page.keyboard.press('Control+Alt+e');
    const { prompt } = (await asked).postDataJSON();
    expect(prompt).toContain('### Input:');
    expect(prompt).toContain('total = 1 / 0');
    expect(prompt).toMatch(/ZeroDivisionError: division by zero\n```$/);
    expect(prompt).not.toContain('\u001b');
    await expect(chat.locator('.jp-Galactica-turn')).toContainText('Explain this error');
    await expect(chat.locator('.jp-Galactica-footer')).toContainText('tokens');
  });

  test('Fix it: the changes are shown, applied by a click, undone by Ctrl+Z', async ({ page }) => {
    await answerWith(page, 'divisor = 2\ntotal = 1 / divisor\n');
    await openChat(page);
    await page.notebook.createNew();
    await page.notebook.setCell(0, 'code', 'divisor = 0\ntotal = 1 / divisor');
    await page.notebook.run();
    await expect(errorOf(page)).toBeVisible();
    await page.notebook.selectCells(0);
    await page.keyboard.press('Control+Alt+j');
    const dialog = page.getByRole('dialog');
    await expect(dialog.locator('del')).toHaveText('− divisor = 0');
    await expect(dialog.locator('ins')).toHaveText('+ divisor = 2');
    await picture(page, 'diff');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    const editor = page.locator('.jp-Cell .cm-content').first();
    await expect(editor).toHaveText('divisor = 2total = 1 / divisor');
    await page.keyboard.press('Control+z');
    await expect(editor).toHaveText('divisor = 0total = 1 / divisor');
  });

  test('a notebook closed while its cell is asked about: a sentence, and nothing is changed', async ({
    page
  }) => {
    await answerWith(page, 'x = 2');
    await openChat(page);
    await page.notebook.createNew();
    await page.notebook.setCell(0, 'code', 'x = 1');
    await page.notebook.selectCells(0);
    let go: () => void = () => undefined;
    const closed = new Promise<void>(resolve => (go = resolve));
    await page.route('**/galactica/api/conversations/*/turns*', async route => {
      await closed;
      await route.fallback();
    });
    await page.keyboard.press('Control+Alt+j');
    await page.notebook.close(true);
    go();
    await expect(page.getByText('The cell that was to be changed is gone')).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('@ attaches a variable and a file', async ({ page, tmpPath }) => {
    const chat = await openChat(page);
    await page.contents.uploadContent('a line of text', 'text', `${tmpPath}/notes.txt`);
    await page.notebook.createNew();
    await page.notebook.setCell(0, 'code', 'wavelengths = [400, 700]');
    await page.notebook.run();
    await messageOf(chat).focus();
    await page.keyboard.type('What is @');
    const list = chat.getByRole('listbox', { name: 'Attach' });
    await expect(list.getByRole('option').first()).toContainText('@cell');
    await picture(page, 'mentions');
    await page.keyboard.type('wavel');
    await expect(list.getByRole('option').first()).toContainText('@variable:wavelengths');
    await page.keyboard.press('Enter');
    await expect(chipsOf(chat)).toContainText('Variable wavelengths');
    await expect(chipsOf(chat).locator('.jp-Galactica-attachmentLabel')).toHaveAttribute(
      'title',
      /\[400, 700\]/
    );
    await expect(messageOf(chat)).toHaveValue('What is ');
    await page.keyboard.type('@file:no');
    await expect(list.getByRole('option').first()).toContainText('notes.txt');
    const kept = page.waitForResponse(response => response.request().method() === 'PATCH');
    await page.keyboard.press('Tab');
    await expect(chipsOf(chat)).toHaveCount(2);
    await expect(chipsOf(chat).last()).toContainText('notes.txt');
    await kept;
    await page.reload({ waitForIsReady: false });
    await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
    await page.sidebar.openTab('galactica-chat');
    await expect(chipsOf(page.locator('#galactica-chat'))).toHaveCount(2);
  });
});

test('the menu of an equation copies its LaTeX and explains its verdict', async ({
  context,
  page
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const chat = await openChat(page);
  await messageOf(chat).fill('What is the double angle formula for sine?');
  await messageOf(chat).press('Enter');
  const formula = chat.locator('.jp-Galactica-math[data-verdict="holds"]').first();
  await formula.locator('mjx-container').first().click({ button: 'right' });
  await picture(page, 'equation');
  await page.locator('.lm-Menu').getByText('Copy LaTeX', { exact: true }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('\\sin');
  await formula.locator('mjx-container').first().click({ button: 'right' });
  await page.locator('.lm-Menu').getByText('Explain This Verdict', { exact: true }).click();
  await expect(formula.locator('details.jp-Galactica-badge')).toHaveAttribute('open', '');
});
