import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';

/** The settings that every front end shares, as the server has them. */
async function stored(page: Page, name: string): Promise<unknown> {
  const { settings } = (await (await page.request.get('galactica/api/config')).json()) as {
    settings: { name: string; value: unknown }[];
  };
  return settings.find(setting => setting.name === name)?.value;
}

/** As `%galactica config` does. */
async function choose(page: Page, values: Record<string, unknown>): Promise<void> {
  const cookie = (await page.context().cookies()).find(({ name }) => name === '_xsrf');
  const headers = { 'X-XSRFToken': cookie?.value ?? '' };
  const response = await page.request.patch('galactica/api/config', { data: values, headers });
  expect(await response.text()).toContain('settings');
}

const fieldOf = (editor: Locator, name: string): Locator => editor.locator(`[id$="_${name}"]`);

async function openEditor(page: IJupyterLabPageFixture): Promise<Locator> {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('settingeditor:open', { query: 'Galactica' })
  );
  const editor = page.locator('.jp-SettingsPanel');
  await expect(fieldOf(editor, 'temperature')).toBeVisible();
  return editor;
}

test.describe('settings', () => {
  test.afterEach(async ({ page }) => {
    await choose(page, { temperature: 0, model: 'demo', precision: 'auto' });
  });

  test('the editor shows what was chosen elsewhere, and stores what is chosen in it', async ({
    page
  }) => {
    await choose(page, { temperature: 0.5 });
    const editor = await openEditor(page);
    await expect(fieldOf(editor, 'temperature')).toHaveValue('0.5');
    await fieldOf(editor, 'temperature').fill('1');
    await fieldOf(editor, 'top_p').focus();
    await expect.poll(() => stored(page, 'temperature')).toBe(1);
    await fieldOf(editor, 'temperature').fill('9');
    await fieldOf(editor, 'top_p').focus();
    await expect(editor).toContainText('must be <= 2');
    expect(await stored(page, 'temperature')).toBe(1);
  });
});

test.describe('the dialog of models', () => {
  test.afterEach(async ({ page }) => {
    await choose(page, { model: 'demo', precision: 'auto' });
  });

  test('opens by a click on the model, loads and unloads', async ({ page }) => {
    await page.sidebar.openTab('galactica-chat');
    await page.locator('#galactica-chat .jp-Galactica-modelStatus').click();
    const dialog = page.getByRole('dialog');
    const demo = dialog.locator('.jp-Galactica-modelRow').filter({ hasText: 'demonstration' });
    await expect(demo).toContainText('Licence: BSD-3-Clause');
    await expect(demo).toContainText('Memory: fp32');
    const large = dialog.locator('.jp-Galactica-modelRow').filter({ hasText: 'galactica-120b' });
    await expect(large).toContainText('about 242.68 GB to download');
    await expect(large).toContainText('does not fit');
    const unload = demo.getByRole('button', { name: 'Unload demo' });
    if (await unload.isVisible()) {
      await unload.click();
      await expect(dialog.getByRole('status')).toContainText('unloaded');
    }
    await demo.getByLabel('Precision of demo').selectOption('bf16');
    await demo.getByRole('button', { name: 'Load demo' }).click();
    await expect(dialog.getByRole('status')).toContainText('demo in bf16');
    await expect(dialog.getByRole('status')).toContainText('is loaded.');
    await expect(unload).toBeVisible();
    expect(await stored(page, 'precision')).toBe('bf16');
  });
});
