import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';

const METADATA = {
  kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' }
};

function markdown(source: string): object {
  return { cell_type: 'markdown', metadata: {}, source };
}

function shown(data: Record<string, unknown>): object {
  const output = { output_type: 'display_data', metadata: {}, data };
  return { cell_type: 'code', metadata: {}, execution_count: 1, source: '', outputs: [output] };
}

interface WithEditor {
  content: { editor: { getSelection(): { start: { line: number } } } };
}

/** The line that is selected in the editor in view, counted from 1. */
function selectedLine(): number {
  const { content } = window.jupyterapp.shell.currentWidget as unknown as WithEditor;
  return content.editor.getSelection().start.line + 1;
}

async function openNotebook(page: IJupyterLabPageFixture, folder: string, cells: object[]) {
  const path = `${folder}/paper.ipynb`;
  const notebook = { nbformat: 4, nbformat_minor: 4, metadata: METADATA, cells };
  await page.contents.uploadContent(JSON.stringify(notebook), 'text', path);
  await page.notebook.openByPath(path);
  await page.notebook.activate('paper.ipynb');
  const checks = page.locator('#galactica-checks');
  const cell = (index: number) => page.locator('.jp-Notebook .jp-Cell').nth(index);
  const check = () =>
    page.evaluate(() => window.jupyterapp.commands.execute('galactica:check-document'));
  const content = () =>
    page.evaluate(async file => {
      const saved = await window.jupyterapp.serviceManager.contents.get(file);
      return JSON.stringify(saved.content);
    }, path);
  return { path, checks, cell, check, content };
}

const WRONG = String.raw`We know that $\sin 2x = 2 \sin x$ for all $x$.`;
const RIGHT = String.raw`We know that $\sin 2x = 2 \sin x \cos x$ for all $x$.`;

test.describe("the user's own notebook", () => {
  test('has a verdict beside each equation, listed in a panel, until it is right', async ({
    page,
    tmpPath
  }) => {
    const filler = Array.from({ length: 40 }, (_, n) => markdown(`## ${n}\n\nSome words.`));
    const { checks, cell, check, content } = await openNotebook(page, tmpPath, [
      markdown('$$\\cos^2 x + \\sin^2 x = 1$$'),
      ...filler,
      markdown(`${WRONG} See [@bayes1763]. It is 5$ or 6$.`)
    ]);
    await check();
    await expect(cell(0).locator('[data-verdict="holds"]')).toBeVisible();
    const item = checks.locator('.jp-Galactica-finding[data-verdict="refuted"]');
    await expect(item).toContainText('Did you mean');
    await expect(checks.getByText('Cell 42')).toBeVisible();
    await expect(checks.locator('[data-citation-status="unchecked"]')).toContainText('bayes1763');

    await item.getByRole('button').click();
    const badge = cell(41).locator('[data-verdict="refuted"]');
    await expect(badge).toBeInViewport();
    await expect(badge.locator('mjx-container')).toHaveCount(1);
    await expect(badge).toContainText('refuted');
    await expect(cell(41).locator('.jp-Galactica-own')).toHaveCount(1);

    await page.notebook.setCell(41, 'markdown', RIGHT);
    await page.notebook.runCell(41, true);
    await expect(cell(41).locator('.jp-Galactica-own')).toHaveCount(0);
    await expect(checks).toContainText('Changed since it was checked.');
    await checks.getByRole('button', { name: 'Check again' }).click();
    await expect(cell(41).locator('[data-verdict="holds"]')).toBeVisible();
    await expect(checks.locator('[data-verdict="refuted"]')).toHaveCount(0);

    await page.notebook.save();
    const saved = await content();
    expect(saved).toContain('sin x \\\\cos x');
    expect(saved).not.toMatch(/galactica|refuted|holds|badge/i);
    await checks.getByRole('button', { name: 'Remove badges' }).click();
    await expect(page.locator('.jp-Notebook .jp-Galactica-badge')).toHaveCount(0);
  });

  test('is checked from the context menu of a cell and of an output of another assistant', async ({
    page,
    tmpPath
  }) => {
    const { cell } = await openNotebook(page, tmpPath, [
      markdown('We know $1 = 2$.'),
      shown({ 'text/markdown': 'It is known that $(a+b)^2 = a^2 + b^2$.', 'text/plain': '' })
    ]);
    await cell(1).locator('.jp-RenderedMarkdown').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Check Equations of This Cell' }).click();
    await expect(cell(1).locator('[data-verdict="refuted"]')).toBeVisible();
    await expect(cell(0).locator('[data-verdict]')).toHaveCount(0);
    await cell(0).locator('.jp-RenderedMarkdown').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Check Equations of This Cell' }).click();
    await expect(cell(0).locator('[data-verdict="refuted"]')).toBeVisible();
    await expect(cell(1).locator('[data-verdict="refuted"]')).toBeVisible();
  });

  test('is checked from the toolbar of a cell', async ({ page, tmpPath }) => {
    const { cell } = await openNotebook(page, tmpPath, [markdown('We know $1 = 2$.')]);
    await cell(0).click();
    await cell(0)
      .locator('.jp-cell-toolbar')
      .getByRole('button', { name: 'Check the equations of this cell' })
      .click();
    await expect(cell(0).locator('[data-verdict="refuted"]')).toBeVisible();
  });

  for (const recheck of ['save', 'typing']) {
    test.describe(`that is checked by itself (${recheck})`, () => {
      test.use({
        mockSettings: { 'jupyterlab-galactica:checks': { recheck } }
      });

      test('shows what became of a cell', async ({ page, tmpPath }) => {
        const { cell, checks } = await openNotebook(page, tmpPath, [
          markdown('We know $1 = 2$.'),
          markdown('And $3 = 3$.')
        ]);
        await page.notebook.setCell(1, 'markdown', 'And $3 = 4$.');
        await page.notebook.runCell(1, true);
        if (recheck === 'save') {
          await page.notebook.save();
        }
        await expect(cell(0).locator('[data-verdict="refuted"]')).toBeVisible();
        await expect(cell(1).locator('[data-verdict="refuted"]')).toBeVisible();
        await expect(checks).toBeHidden(); // it does not come up by itself
      });
    });
  }
});

test('a Markdown file is checked in its preview and in its editor', async ({ page, tmpPath }) => {
  await page.contents.uploadContent(`# Note\n\n${WRONG}\n`, 'text', `${tmpPath}/note.md`);
  const checks = page.locator('#galactica-checks');
  const check = () =>
    page.evaluate(() => window.jupyterapp.commands.execute('galactica:check-document'));
  await page.filebrowser.open(`${tmpPath}/note.md`);
  await page.locator('.jp-FileEditor').waitFor();
  await check();
  const item = checks.locator('.jp-Galactica-finding[data-verdict="refuted"]');
  await item.getByRole('button').click();
  await expect.poll(() => page.evaluate(selectedLine)).toBe(3);

  await page.evaluate(async path => {
    const { commands } = window.jupyterapp;
    await commands.execute('docmanager:open', { path, factory: 'Markdown Preview' });
  }, `${tmpPath}/note.md`);
  const preview = page.locator('.jp-MarkdownViewer');
  await preview.locator('mjx-container').first().waitFor();
  await check();
  await expect(preview.locator('[data-verdict="refuted"]')).toBeVisible();
});

test('a LaTeX file is checked, and its panel leads to the line', async ({ page, tmpPath }) => {
  const text = '\\documentclass{article}\n\\begin{document}\nWe know $1 = 2$.\n\\end{document}\n';
  await page.contents.uploadContent(text, 'text', `${tmpPath}/paper.tex`);
  await page.filebrowser.open(`${tmpPath}/paper.tex`);
  await page.locator('.jp-FileEditor').waitFor();
  await page.evaluate(() => window.jupyterapp.commands.execute('galactica:check-document'));
  const item = page.locator('#galactica-checks [data-verdict="refuted"]');
  await expect(item).toContainText('line 3');
  await item.getByRole('button').click();
  await expect.poll(() => page.evaluate(selectedLine)).toBe(3);
});
