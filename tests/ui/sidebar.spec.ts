import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';

async function openChat(page: IJupyterLabPageFixture) {
  await page.sidebar.openTab('galactica-chat');
  const chat = page.locator('#galactica-chat');
  await expect(chat.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await chat.getByRole('button', { name: 'New chat' }).click(); // not what was said before
  return chat;
}

test.describe('the sidebar', () => {
  test('answers with typeset maths, a verdict and a citation', async ({ page }) => {
    const chat = await openChat(page);
    await chat.getByRole('textbox', { name: 'Message' }).fill("What is Bayes' theorem?");
    await chat.getByRole('button', { name: 'Send' }).click();
    const log = chat.getByRole('log');
    await expect(log).toContainText("What is Bayes' theorem?");
    await expect(log.locator('mjx-container').first()).toBeVisible();
    await expect(log.locator('[data-verdict]').first()).toBeVisible();
    await expect(log.locator('[data-citation-status="unchecked"]').first()).toBeVisible();
  });

  test('keeps what was said when the next question is asked', async ({ page }) => {
    const chat = await openChat(page);
    const message = chat.getByRole('textbox', { name: 'Message' });
    const log = chat.getByRole('log');
    await message.fill('What is the double angle formula for sine?');
    await message.press('Enter');
    await expect(log.locator('[data-verdict="holds"]').first()).toBeVisible();
    await expect(chat.getByRole('button', { name: 'Stop' })).toBeDisabled();
    await message.fill("What is Bayes' theorem?");
    await message.press('Enter');
    await expect(log.locator('[data-citation-status]').first()).toBeVisible();
    await expect(log.locator('.jp-Galactica-answer')).toHaveCount(2);
    await expect(log).toContainText('What is the double angle formula for sine?');
  });

  test('says in a sentence that a model is unknown, and gives the question back', async ({
    page
  }) => {
    await page.route('**/galactica/api/conversations/*/turns*', async route => {
      const body = route.request().postDataJSON() as Record<string, unknown>;
      await route.continue({ postData: JSON.stringify({ ...body, model: 'no/such-model' }) });
    });
    const chat = await openChat(page);
    const message = chat.getByRole('textbox', { name: 'Message' });
    await message.fill('What is entropy?');
    await chat.getByRole('button', { name: 'Send' }).click();
    await expect(chat.getByRole('log')).toContainText('no/such-model');
    await expect(message).toHaveValue('What is entropy?');
  });
});
