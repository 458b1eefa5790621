/** What every front end must show, by what they all have: notebooks, a palette, a console. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type ConsoleMessage, expect, type Page, test } from '@playwright/test';

const place = process.env.MATRIX_PLACE ?? '.';
const notebooks = process.env.MATRIX_APP === 'notebook' ? 'notebooks' : 'lab/tree';

/** A notebook of these cells, opened. */
async function open(page: Page, name: string, cells: string[]): Promise<void> {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: cells.map((source, number) => ({
      cell_type: 'code',
      id: `cell-${number}`,
      source,
      metadata: {},
      outputs: [],
      execution_count: null
    }))
  };
  writeFileSync(join(place, 'notebooks', `${name}.ipynb`), JSON.stringify(notebook));
  await page.goto(`/${notebooks}/${name}.ipynb?reset`);
  await expect(page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')).toBeVisible();
}

/** What a user chooses from the menu of that name, until something comes of it. */
async function choose(
  page: Page,
  menu: string,
  command: string,
  comes: () => Promise<void>
): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem', { name: menu, exact: true }).click();
    await page.locator(`.lm-Menu-item[data-command="${command}"]`).click({ timeout: 5000 });
    await comes();
  }).toPass();
}

/** A notebook, and all its cells run. */
async function run(page: Page, name: string, cells: string[]): Promise<void> {
  await open(page, name, cells);
  const prompt = page.locator('.jp-CodeCell .jp-InputPrompt').first();
  await choose(page, 'Run', 'runmenu:run-all', async () => {
    await expect(prompt).toHaveText(/\[[*\d]+\]/, { timeout: 10_000 });
  });
}

async function openChat(page: Page) {
  await choose(page, 'View', 'apputils:activate-command-palette', async () => {
    const palette = page.locator('.lm-CommandPalette');
    await palette.locator('input').fill('Galactica open chat', { timeout: 5000 });
    const command = palette.locator('[data-command="galactica:open-chat"]');
    await command.click({ timeout: 5000 });
  });
  const chat = page.locator('#galactica-chat');
  await expect(chat.getByRole('textbox', { name: 'Message' })).toBeVisible();
  return chat;
}

/** Errors and warnings that the extension wrote or caused: its name, or its files. */
function isOurs(message: ConsoleMessage): boolean {
  const said = `${message.text()} ${message.location().url}`;
  return ['error', 'warning'].includes(message.type()) && /galactica/i.test(said);
}

let complaints: string[];

test.beforeEach(({ page }) => {
  complaints = [];
  page.on('console', message => {
    if (isOurs(message)) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', error => {
    if (/galactica/i.test(error.stack ?? '')) {
      complaints.push(String(error));
    }
  });
});

// Of versions, too: a front end that shares another version of a package than we want says so here.
test.afterEach(() => {
  expect(complaints).toEqual([]);
});

// The first of all: the model is loaded while Stop is clicked.
test('the sidebar asks, stops and answers', async ({ page }) => {
  await open(page, 'chat', ['']);
  const chat = await openChat(page);
  const message = chat.getByRole('textbox', { name: 'Message' });
  const log = chat.getByRole('log');
  await message.fill("What is Bayes' theorem?");
  await chat.getByRole('button', { name: 'Send' }).click();
  await chat.getByRole('button', { name: 'Stop' }).click();
  await expect(log).toContainText('stopped');
  await message.fill('What is the double angle formula for sine?');
  await chat.getByRole('button', { name: 'Send' }).click();
  await expect(log.locator('mjx-container').first()).toBeVisible();
  await expect(log.locator('[data-verdict="holds"]').first()).toBeVisible();
});

test('an answer in a cell is typeset, judged and cites', async ({ page }) => {
  await run(page, 'cell', [
    '%load_ext jupyterlab_galactica',
    '%%galactica\nWhat is the double angle formula for sine?',
    "%%galactica\nWhat is Bayes' theorem?"
  ]);
  const answers = page.locator('.jp-OutputArea-output .jp-Galactica-answer');
  await expect(answers.first().locator('mjx-container').first()).toBeVisible();
  await expect(answers.first().locator('[data-verdict="holds"]').first()).toBeVisible();
  await expect(answers.first()).not.toContainText('\\[');
  await expect(answers.last().locator('a[data-citation-status="unchecked"]').first()).toBeVisible();
});

test('the widget panel asks and shows the answer', async ({ page }) => {
  await run(page, 'panel', ['import jupyterlab_galactica as jg\njg.panel()']);
  const panel = page.locator('.jp-Galactica-panel');
  await panel.locator('textarea').fill('What is the double angle formula for sine?');
  await panel.getByRole('button', { name: 'Ask' }).click();
  await expect(panel.locator('[data-verdict="holds"]').first()).toBeVisible();
  await expect(panel.locator('mjx-container').first()).toBeVisible();
});
