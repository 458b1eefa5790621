import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';

async function runCells(page: IJupyterLabPageFixture, cells: string[]): Promise<void> {
  await page.notebook.createNew();
  await page.notebook.setCell(0, 'code', '%load_ext jupyterlab_galactica');
  for (const cell of cells) {
    await page.notebook.addCell('code', cell);
  }
  await page.notebook.run();
}

test.describe('an answer in a cell', () => {
  test('is typeset and carries a verdict', async ({ page }) => {
    await runCells(page, ['%%galactica\nWhat is the double angle formula for sine?']);
    const answer = page.locator('.jp-OutputArea-output .jp-Galactica-answer');
    await expect(answer.locator('mjx-container').first()).toBeVisible();
    await expect(answer.locator('[data-verdict="holds"]').first()).toBeVisible();
    await expect(answer).not.toContainText('\\[');
  });

  test('has its question highlighted as prose, and as code again without the magic', async ({
    page
  }) => {
    await page.notebook.createNew();
    await page.notebook.setCell(0, 'code', '%%galactica\nWhy is $E = mc^2$ not for all?');
    await page.notebook.addCell('code', 'for x in y: pass');
    const editors = page.locator('.jp-CodeCell .cm-content');
    await expect(editors.first()).toHaveAttribute('data-language', 'markdown');
    const language = await editors.last().getAttribute('data-language');
    expect(language).toContain('python');
    await page.notebook.setCell(0, 'code', 'for x in y: pass');
    await expect(editors.first()).toHaveAttribute('data-language', language ?? '');
  });

  test('links its citations to the reference list', async ({ page }) => {
    await runCells(page, ["%%galactica\nWhat is Bayes' theorem?"]);
    const answer = page.locator('.jp-OutputArea-output .jp-Galactica-answer');
    const marker = answer.locator('a[data-citation-status="unchecked"]').first();
    await expect(marker).toHaveText('[1]');
    const target = await marker.getAttribute('href');
    await expect(answer.locator(`[id="${target?.slice(1)}"]`)).toContainText('Doctrine of Chances');
    await expect(answer).toContainText('not verified');
  });

  test('draws its molecules', async ({ page }) => {
    await runCells(page, ['%%galactica\nDefine the NMR chemical shift.']);
    const answer = page.locator('.jp-OutputArea-output .jp-Galactica-answer');
    const molecule = answer.locator('.jp-Galactica-substance').first();
    await expect(molecule).toContainText('C4H12Si, 88.2');
    await expect(molecule.getByRole('img')).toBeVisible();
  });

  test('offers an entry of the bibliography to be copied', async ({ context, page }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const title = 'An Essay towards Solving a Problem in the Doctrine of Chances';
    await runCells(page, [
      `%%writefile my.bib\n@article{bayes1763, title = {${title}}, author = {Bayes, Thomas}}`,
      '%galactica refs my.bib',
      "%%galactica\nWhat is Bayes' theorem?",
      '%galactica refs --forget'
    ]);
    const answer = page.locator('.jp-OutputArea-output .jp-Galactica-answer');
    const reference = answer.locator('li[data-citation-status="found"]');
    await expect(reference).toContainText(`T. Bayes, ${title}.`);
    await reference.getByRole('button', { name: '\\cite' }).press('Enter');
    await expect(reference.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('\\cite{bayes1763}');
  });

  test('shows one sentence when an option is unknown', async ({ page }) => {
    await runCells(page, ['%%galactica --colour red\nWhat is entropy?']);
    const output = page.locator('.jp-OutputArea-output').last();
    await expect(output).toContainText('--colour');
    await expect(output).not.toContainText('Traceback');
  });
});

test('the widget panel asks and shows the answer', async ({ page }) => {
  await runCells(page, ['import jupyterlab_galactica as jg\njg.panel()']);
  const panel = page.locator('.jp-Galactica-panel');
  await panel.locator('textarea').fill('What is the double angle formula for sine?');
  await panel.getByRole('button', { name: 'Ask' }).click();
  await expect(panel.locator('[data-verdict="holds"]').first()).toBeVisible();
  await expect(panel.locator('mjx-container').first()).toBeVisible();
});
