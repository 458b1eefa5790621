import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';

import { findings } from './axe';

const build = resolve(__dirname, '../../build');
const folder = join(build, 'ui-accessibility');
const ANSWER = '.jp-OutputArea-output .jp-Galactica-answer';
const QUESTION = "What is Bayes' theorem?";
const THEMES = ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast'];

async function openAnswer(page: IJupyterLabPageFixture, tmpPath: string): Promise<Locator> {
  const path = `${tmpPath}/every-kind.ipynb`;
  await page.contents.uploadContent(
    readFileSync(join(folder, 'every-kind.ipynb'), 'utf8'),
    'text',
    path
  );
  await page.notebook.openByPath(path);
  const answer = page.locator(ANSWER);
  await expect(answer.locator('[data-verdict="refuted"]').first()).toBeVisible();
  await expect(answer.locator('mjx-container').first()).toBeVisible();
  return answer;
}

async function openChat(page: IJupyterLabPageFixture): Promise<Locator> {
  await page.sidebar.openTab('galactica-chat');
  const chat = page.locator('#galactica-chat');
  await expect(chat.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await chat.getByRole('button', { name: 'New chat' }).click();
  return chat;
}

async function askIn(chat: Locator): Promise<void> {
  await chat.getByRole('textbox', { name: 'Message' }).fill(QUESTION);
  await chat.getByRole('button', { name: 'Send' }).click();
  await expect(chat.getByRole('button', { name: 'Ask again' })).toBeVisible();
}

async function openPanel(page: IJupyterLabPageFixture): Promise<Locator> {
  await page.notebook.createNew();
  await page.notebook.setCell(0, 'code', 'import jupyterlab_galactica as jg\njg.panel()');
  await page.notebook.run();
  return page.locator('.jp-Galactica-panel');
}

async function screenshot(shown: Locator | Page, name: string): Promise<void> {
  await shown.screenshot({ path: join(folder, `${name}.png`) });
}

test.beforeAll(() => {
  const env = { ...process.env, JUPYTER_DATA_DIR: join(build, 'ui-data') };
  execFileSync('python', [join(__dirname, 'every_kind.py'), folder], { env });
});

test.describe('axe finds nothing', () => {
  for (const theme of THEMES) {
    test(`in a cell's output, ${theme}`, async ({ page, tmpPath }) => {
      await page.theme.setTheme(theme);
      const answer = await openAnswer(page, tmpPath);
      await screenshot(page, `cell ${theme}`);
      expect(await findings(page, ANSWER)).toEqual([]);
      for (const badge of await answer.locator('summary').all()) {
        await badge.click();
      }
      await screenshot(answer, `unfolded ${theme}`);
      expect(await findings(page, ANSWER)).toEqual([]);
    });

    test(`in the sidebar, ${theme}`, async ({ page }) => {
      await page.theme.setTheme(theme);
      const chat = await openChat(page);
      expect(await findings(page, '#galactica-chat')).toEqual([]);
      await askIn(chat);
      await screenshot(chat, `sidebar ${theme}`);
      expect(await findings(page, '#galactica-chat')).toEqual([]);
      await chat.getByRole('button', { name: /^Conversations/ }).click();
      await expect(chat.getByRole('button', { name: /^Rename/ }).first()).toBeVisible();
      expect(await findings(page, '#galactica-chat')).toEqual([]);
    });

    test(`in the widget panel, ${theme}`, async ({ page }) => {
      await page.theme.setTheme(theme);
      const panel = await openPanel(page);
      await panel.getByRole('textbox', { name: 'Prompt' }).fill(QUESTION);
      await panel.getByRole('button', { name: 'Ask', exact: true }).click();
      await expect(panel.getByRole('button', { name: 'Ask again' })).toBeVisible();
      await screenshot(page, `panel ${theme}`);
      expect(await findings(page, '.jp-Galactica-panel')).toEqual([]);
    });
  }

  for (const name of ['nbconvert-light', 'nbconvert-dark', 'exported']) {
    test(`in the page ${name}`, async ({ browser }) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ colorScheme });
        const page = await context.newPage();
        await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
        await screenshot(page, `${name} ${colorScheme}`);
        expect(await findings(page, '.galactica-html')).toEqual([]);
        await context.close();
      }
    });
  }
});

test.describe('by keyboard', () => {
  test('Open Chat moves the focus from a notebook into the message box', async ({ page }) => {
    await page.notebook.createNew();
    await page.notebook.enterCellEditingMode(0);
    await expect(page.locator('.jp-CodeCell .cm-content')).toBeFocused();
    await page.evaluate(() => window.jupyterapp.commands.execute('galactica:open-chat'));
    await expect(
      page.locator('#galactica-chat').getByRole('textbox', { name: 'Message' })
    ).toBeFocused();
    await page.keyboard.type('typed');
    expect(await page.notebook.getCellTextInput(0)).toBe('');
  });

  test('a badge unfolds, the focus can be seen, and goes on', async ({ page, tmpPath }) => {
    const answer = await openAnswer(page, tmpPath);
    const badges = answer.locator('.jp-Galactica-badge > summary');
    await badges.nth(0).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await expect(badges.nth(0)).toBeFocused();
    const outline = await badges.nth(0).evaluate(node => getComputedStyle(node).outlineStyle);
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await expect(answer.locator('.jp-Galactica-badge[open] > ul')).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(badges.nth(0)).not.toBeFocused();
    await expect(badges.nth(1)).toBeFocused();
  });

  test('the widget panel asks on Enter and keeps the focus', async ({ page }) => {
    const panel = await openPanel(page);
    const prompt = panel.getByRole('textbox', { name: 'Prompt' });
    await prompt.click();
    await page.keyboard.type('What is');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('entropy?');
    await page.keyboard.press('Enter');
    await expect(panel.getByRole('button', { name: 'Ask again' })).toBeVisible();
    await expect(panel).toContainText('What is\nentropy?', { useInnerText: true });
    await expect(prompt).toHaveValue('');
    await expect(prompt).toBeFocused();
  });
});

test.describe('nothing is wider than the page', () => {
  const overflow = (shown: Locator): Promise<number> =>
    shown.evaluate(node => node.scrollWidth - node.clientWidth);

  test('in a cell at 200 %, and in the widget panel', async ({ page, tmpPath }) => {
    await page.setViewportSize({ width: 680, height: 430 });
    const answer = await openAnswer(page, tmpPath);
    await screenshot(page, 'cell at 200 %');
    expect(await overflow(answer)).toBeLessThanOrEqual(0);
    expect(await findings(page, ANSWER)).toEqual([]);
    const panel = await openPanel(page);
    await expect(panel.getByRole('textbox', { name: 'Prompt' })).toBeVisible();
    await screenshot(page, 'panel at 200 %');
    expect(await overflow(panel)).toBeLessThanOrEqual(0);
  });

  test('in a sidebar of 250 pixels', async ({ page }) => {
    const chat = await openChat(page);
    await page.sidebar.setWidth(250, 'right');
    await askIn(chat);
    await screenshot(chat, 'sidebar of 250 pixels');
    expect((await chat.boundingBox())?.width).toBeLessThanOrEqual(252);
    expect(await overflow(chat.getByRole('log'))).toBeLessThanOrEqual(0);
    expect(await findings(page, '#galactica-chat')).toEqual([]);
  });

  test('in an exported page of 250 pixels', async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 250, height: 800 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(folder, 'exported.html')).href);
    await screenshot(page, 'exported, 250 pixels');
    expect(await overflow(page.locator('html'))).toBeLessThanOrEqual(0);
    expect(await findings(page, '.galactica-html')).toEqual([]);
    await context.close();
  });
});
