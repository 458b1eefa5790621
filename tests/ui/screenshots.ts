import { join, resolve } from 'node:path';

import { expect, test } from '@jupyterlab/galata';

/** Pictures for the documentation: `make screenshots`. */

const images = join(resolve(__dirname, '../..'), 'docs/images');
const themes = { light: 'JupyterLab Light', dark: 'JupyterLab Dark' };

for (const [name, theme] of Object.entries(themes)) {
  test(`a cell and the sidebar, ${name}`, async ({ page }) => {
    await page.theme.setTheme(theme);
    await page.notebook.createNew();
    await page.notebook.setCell(0, 'code', '%load_ext jupyterlab_galactica');
    await page.notebook.addCell('code', '%%galactica\nWhat is the double angle formula for sine?');
    await page.notebook.addCell('code', "%%galactica\nWhat is Bayes' theorem?");
    await page.notebook.run();
    const answers = page.locator('.jp-OutputArea-output .jp-Galactica-answer');
    await expect(answers).toHaveCount(2);
    await expect(answers.last().locator('mjx-container').first()).toBeVisible();
    await expect(answers.last().locator('.jp-Galactica-footer')).toContainText('tokens');
    await page.sidebar.close('left');
    await page.locator('.jp-NotebookPanel').screenshot({ path: join(images, `cell-${name}.png`) });

    await page.sidebar.openTab('galactica-chat');
    await page.sidebar.setWidth(560, 'left').catch(() => undefined);
    const chat = page.locator('#galactica-chat');
    await chat.getByRole('button', { name: 'New chat' }).click();
    await chat
      .getByRole('textbox', { name: 'Message' })
      .fill('Give the forms of the double angle formula for cosine.');
    await chat.getByRole('button', { name: 'Send' }).click();
    const log = chat.getByRole('log');
    await expect(log.locator('.jp-Galactica-footer')).toContainText('tokens');
    await expect(log.locator('mjx-container').first()).toBeVisible();
    await page.screenshot({ path: join(images, `sidebar-${name}.png`) });
  });
}
