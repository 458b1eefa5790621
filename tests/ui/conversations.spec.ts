import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';

const build = resolve(__dirname, '../../build');
const longModel = join(build, 'ui-model');

function prepare(...words: string[]): string {
  const env = { ...process.env, JUPYTER_DATA_DIR: join(build, 'ui-data') };
  return String(execFileSync('python', [join(__dirname, 'prepare.py'), ...words], { env })).trim();
}

async function openPanel(page: IJupyterLabPageFixture): Promise<Locator> {
  await page.sidebar.openTab('galactica-chat');
  const chat = page.locator('#galactica-chat');
  await expect(messageOf(chat)).toBeVisible();
  return chat;
}

async function openNewChat(page: IJupyterLabPageFixture): Promise<Locator> {
  const chat = await openPanel(page);
  await chat.getByRole('button', { name: 'New chat' }).click();
  await expect(chat.locator('.jp-Galactica-turn')).toHaveCount(0);
  return chat;
}

const messageOf = (chat: Locator): Locator => chat.getByRole('textbox', { name: 'Message' });
const turnsOf = (chat: Locator): Locator => chat.locator('.jp-Galactica-turn');

async function ask(chat: Locator, question: string): Promise<void> {
  await messageOf(chat).fill(question);
  await messageOf(chat).press('Enter');
  await expect(turnsOf(chat).last()).toContainText(question);
  await expect(turnsOf(chat).last().locator('.jp-Galactica-footer')).toContainText('tokens');
}

/** Has all questions answered by a model that writes for long. */
async function answerForLong(page: Page): Promise<void> {
  await page.route('**/galactica/api/conversations/*/turns*', async route => {
    const body = route.request().postDataJSON() as Record<string, unknown>;
    const changed = { ...body, model: longModel, raw: true, n: 1900, cache: false };
    await route.continue({ postData: JSON.stringify(changed) });
  });
}

test.describe('conversations', () => {
  test.beforeAll(() => {
    prepare('model', longModel);
  });

  test('a reload keeps the conversation and the draft', async ({ page }) => {
    let chat = await openNewChat(page);
    await ask(chat, "What is Bayes' theorem?");
    await messageOf(chat).fill('And what if');
    await page.waitForResponse(response => response.request().method() === 'PATCH');
    await page.reload();
    chat = await openPanel(page);
    await expect(turnsOf(chat)).toHaveCount(1);
    await expect(turnsOf(chat)).toContainText("What is Bayes' theorem?");
    await expect(turnsOf(chat).locator('mjx-container').first()).toBeVisible();
    await expect(turnsOf(chat).locator('[data-verdict="holds"]').first()).toBeVisible();
    await expect(messageOf(chat)).toHaveValue('And what if');
    await messageOf(chat).fill('');
    await messageOf(chat).press('ArrowUp');
    await expect(messageOf(chat)).toHaveValue("What is Bayes' theorem?");
  });

  test('an answer that is being written is joined after a reload, and can be stopped', async ({
    page
  }) => {
    await answerForLong(page);
    let chat = await openNewChat(page);
    await messageOf(chat).fill('Entropy is');
    await messageOf(chat).press('Enter');
    const text = (): Promise<string> => chat.locator('.jp-Galactica-answer').innerText();
    await expect.poll(text).toContain('Generating');
    await page.reload();
    chat = await openPanel(page);
    await expect(chat.getByRole('button', { name: 'Stop' })).toBeEnabled();
    const before = (await text()).length;
    await expect.poll(async () => (await text()).length).toBeGreaterThan(before);
    await chat.getByRole('button', { name: 'Stop' }).click();
    await expect(chat.locator('.jp-Galactica-footer')).toContainText('stopped');
    await expect(chat.getByRole('button', { name: 'Continue' })).toBeVisible();
  });

  test('two tabs on one conversation see each other’s messages', async ({ page, context }) => {
    const chat = await openNewChat(page);
    await ask(chat, "What is Bayes' theorem?");
    const address = page.url();
    const other = await context.newPage();
    await other.goto(address);
    await other.locator('[data-id="galactica-chat"]').click();
    const second = other.locator('#galactica-chat');
    await expect(turnsOf(second)).toHaveCount(1);
    await messageOf(second).fill('What is the double angle formula for sine?');
    await messageOf(second).press('Enter');
    await expect(turnsOf(chat)).toHaveCount(2);
    await expect(turnsOf(chat).last()).toContainText('double angle');
    await other.close();
  });

  test('is found, renamed, deleted and brought back', async ({ page }) => {
    const chat = await openNewChat(page);
    await ask(chat, 'What is entropy to a quokka?');
    await chat.getByRole('button', { name: /^Conversations/ }).click();
    const list = chat.getByRole('region', { name: 'Conversations' });
    await list.getByRole('searchbox').fill('QUOKKA entropy');
    await expect(list.getByRole('listitem')).toHaveCount(1);
    await list.getByRole('button', { name: /^Rename/ }).click();
    await list.getByRole('textbox', { name: 'Title' }).fill('An animal');
    await page.keyboard.press('Enter');
    await expect(list.getByRole('listitem')).toContainText('An animal');
    await list.getByRole('button', { name: 'Delete “An animal”' }).click();
    await expect(list).toContainText('Deleted “An animal”');
    await expect(list.getByRole('listitem')).toHaveText('Nothing found.');
    await list.getByRole('button', { name: 'Undo' }).click();
    await list.getByRole('button', { name: /^An animal/ }).click();
    await expect(turnsOf(chat)).toContainText('to a quokka');
  });

  test('a message is edited and sent again, and both versions stay', async ({ page }) => {
    const chat = await openNewChat(page);
    await ask(chat, "What is Bayes' theorem?");
    await chat.getByRole('button', { name: 'Edit' }).click();
    await expect(messageOf(chat)).toHaveValue("What is Bayes' theorem?");
    await ask(chat, 'What is the double angle formula for sine?');
    await expect(turnsOf(chat)).toHaveCount(1);
    await expect(turnsOf(chat)).toContainText('2/2');
    await chat.getByRole('button', { name: 'Version before' }).click();
    await expect(turnsOf(chat)).toContainText("What is Bayes' theorem?");
    await expect(turnsOf(chat)).toContainText('1/2');
  });

  test('a question is asked again', async ({ page }) => {
    const chat = await openNewChat(page);
    await ask(chat, 'What is the double angle formula for sine?');
    await chat.getByRole('button', { name: 'Ask again' }).click();
    await expect(turnsOf(chat)).toContainText('2/2');
    await expect(turnsOf(chat).locator('[data-verdict="holds"]').first()).toBeVisible();
  });

  test('an answer goes into the notebook as a Markdown cell', async ({ page }) => {
    await page.notebook.createNew();
    const chat = await openNewChat(page);
    await ask(chat, 'What is the double angle formula for sine?');
    await chat.getByRole('button', { name: 'More of this answer' }).click();
    await page.getByRole('menuitem', { name: 'Insert as Markdown Cell' }).click();
    await expect(page.locator('.jp-MarkdownCell')).toContainText('sin 2x');
  });

  test('a selection is copied with its formulas', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const chat = await openNewChat(page);
    await ask(chat, 'What is the double angle formula for sine?');
    await chat.locator('.jp-Galactica-blocks').evaluate(node => {
      document.getSelection()?.selectAllChildren(node);
    });
    await page.keyboard.press('ControlOrMeta+c');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('$$\\sin 2x = 2 \\sin x \\cos x$$');
    expect(copied).toContain('the case $y = x$ of');
    expect(copied).not.toContain('holds');
  });

  test('opens as a tab, which is there again after a reload', async ({ page }) => {
    const chat = await openNewChat(page);
    await ask(chat, "What is Bayes' theorem?");
    await chat.getByRole('button', { name: 'More of this conversation' }).click();
    await page.getByRole('menuitem', { name: 'Open in a Tab' }).click();
    const tab = page.locator('#jp-main-dock-panel .jp-Galactica-chat');
    await expect(turnsOf(tab)).toContainText("What is Bayes' theorem?");
    await page.waitForRequest(
      request => request.method() === 'PUT' && request.url().includes('workspaces')
    );
    await page.reload({ waitForIsReady: false });
    await expect(turnsOf(tab)).toContainText("What is Bayes' theorem?");
  });

  test('comes back from the notebook that it is exported to', async ({ page }) => {
    const chat = await openNewChat(page);
    await ask(chat, "What is Bayes' theorem?");
    const menu = chat.getByRole('button', { name: 'More of this conversation' });
    await menu.click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export as Notebook' }).click();
    const file = join(build, 'ui-results', (await download).suggestedFilename());
    await (await download).saveAs(file);
    expect(JSON.parse(readFileSync(file, 'utf-8')).nbformat).toBe(4);
    await chat.getByRole('button', { name: 'New chat' }).click();
    await menu.click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('menuitem', { name: 'Import a Notebook' }).click();
    await (await chooser).setFiles(file);
    await expect(turnsOf(chat)).toContainText("What is Bayes' theorem?");
    await expect(turnsOf(chat).locator('[data-verdict="holds"]').first()).toBeVisible();
  });

  test('one of 500 messages is drawn only where it is seen', async ({ page }) => {
    prepare('conversation', 'A long one');
    const chat = await openPanel(page);
    await chat.getByRole('button', { name: /^Conversations/ }).click();
    await chat
      .getByRole('button', { name: /^A long one/ })
      .first()
      .click();
    await expect(turnsOf(chat).last()).toContainText('Question number 250?');
    await expect(turnsOf(chat).last().locator('[data-verdict]').first()).toBeVisible();
    expect(await chat.locator('.jp-Galactica-answer').count()).toBeLessThan(15);
    const log = chat.getByRole('log');
    await expect(async () => {
      await log.evaluate(node => node.scrollTo(0, 0));
      await expect(turnsOf(chat).first()).toContainText('Question number 1?', { timeout: 200 });
    }).toPass();
    await expect(turnsOf(chat)).toHaveCount(250);
    expect(await chat.locator('.jp-Galactica-answer').count()).toBeLessThan(15);
  });
});
