import { expect, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

const RAW = /\\[([\])]|\[(?:START|END)_|\*\*|<\/?work>/;

test.describe('the first minute', () => {
  test('the panel says what it is, loads the model, and asks a question by a click', async ({
    page
  }) => {
    await page.sidebar.openTab('galactica-chat');
    const chat = page.locator('#galactica-chat');
    await chat.getByRole('button', { name: 'New chat' }).click();
    await expect(chat.getByRole('region', { name: 'Welcome' })).toContainText('is checked');
    await expect(chat.locator('.jp-Galactica-firstQuestion')).toHaveCount(5);
    await expect(chat.locator('.jp-Galactica-modelStatus')).toContainText('demo: ready');
    await chat.locator('.jp-Galactica-firstQuestion').first().click();
    const turns = chat.locator('.jp-Galactica-turn');
    await expect(turns.last().locator('.jp-Galactica-footer')).toContainText('3 hold');
    await expect(chat.getByRole('region', { name: 'Welcome' })).toBeHidden();
    await ask(chat, "State Newton's second law of motion.");
    await expect(turns).toHaveCount(2);
    await expect(turns.last().locator('.jp-Galactica-footer')).toContainText('demo');
    await expect(chat.locator('.jp-Galactica-notice:visible')).toHaveCount(1);
  });

  test('nothing raw is seen while an answer comes', async ({ page }) => {
    await page.sidebar.openTab('galactica-chat');
    const chat = page.locator('#galactica-chat');
    await chat.getByRole('button', { name: 'New chat' }).click();
    await page.evaluate(() => {
      const seen: string[] = [];
      const look = (): void => {
        const text = document.querySelector<HTMLElement>('.jp-Galactica-answer')?.innerText;
        if (text && seen[seen.length - 1] !== text) {
          seen.push(text);
        }
        requestAnimationFrame(look);
      };
      Object.assign(window, { galacticaSeen: seen });
      look();
    });
    await ask(chat, 'What is the Lorentz force?');
    await expect(chat.locator('.jp-Galactica-footer').last()).toContainText('demo');
    const seen = await page.evaluate(
      () => (window as unknown as { galacticaSeen: string[] }).galacticaSeen
    );
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter(text => RAW.test(text))).toEqual([]);
  });
});

async function ask(chat: Locator, question: string): Promise<void> {
  await chat.getByRole('textbox', { name: 'Message' }).fill(question);
  await chat.getByRole('textbox', { name: 'Message' }).press('Enter');
}
