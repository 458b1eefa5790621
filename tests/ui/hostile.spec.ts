import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';

/** What the notebooks need: the hostile texts, and the programs that show them. */
const files = {
  'vectors.json': '../answer/injection_vectors.json',
  'hostile.py': 'hostile.py',
  'macros.py': 'macros.py'
};

async function upload(page: IJupyterLabPageFixture, folder: string): Promise<void> {
  for (const [name, path] of Object.entries(files)) {
    const content = readFileSync(join(__dirname, path), 'utf-8');
    await page.contents.uploadContent(content, 'text', `${folder}/${name}`);
  }
}

const forms = ['application/vnd.galactica.answer+json', 'text/html', 'text/markdown'];

for (const form of forms) {
  test(`hostile answers as ${form} run, fetch and open nothing`, async ({ page, tmpPath }) => {
    test.slow(); // thousands of texts in one notebook
    const dialogs: string[] = [];
    const requests: string[] = [];
    page.on('dialog', dialog => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', request => {
      const { protocol, hostname } = new URL(request.url());
      if (!['data:', 'blob:'].includes(protocol) && hostname !== 'localhost') {
        requests.push(request.url());
      }
    });
    await upload(page, tmpPath);
    await page.notebook.createNew();
    await page.notebook.setCell(0, 'code', `%run hostile.py ${form}`);
    await page.notebook.run();
    const outputs = page.locator('.jp-OutputArea-output');
    await expect(outputs.filter({ hasText: `shown ${form}` })).toHaveCount(1);
    await expect(outputs.locator('mjx-container').first()).toBeAttached();
    const live = await outputs.evaluateAll(found =>
      found
        .flatMap(output => [...output.querySelectorAll('*')])
        .filter(
          element =>
            ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'FORM'].includes(element.tagName) ||
            element.getAttributeNames().some(name => name.startsWith('on')) ||
            /^\s*(javascript|vbscript|data):/i.test(element.getAttribute('href') ?? '')
        )
        .map(element => element.outerHTML.slice(0, 200))
    );
    expect(live).toEqual([]);
    expect(dialogs).toEqual([]);
    expect(requests).toEqual([]);
  });
}

test('a formula that cannot be typeset is shown as source with the reason', async ({ page }) => {
  await page.notebook.createNew();
  await page.notebook.setCell(
    0,
    'code',
    String.raw`from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.lexer import lex
text = r"$\frac{a$ and \(\bm{x}\) and \(\nosuchcommand x\) and \(\begin{nosuch}x\end{nosuch}\) and $5% of x$"
Answer(question="", text=text, blocks=lex(text), finish_reason="stop")`
  );
  await page.notebook.run();
  const answer = page.locator('.jp-OutputArea-output .jp-Galactica-answer');
  await expect(answer.locator('mjx-container')).toHaveCount(2);
  await expect(answer).toContainText(
    String.raw`\frac{a cannot be typeset: it breaks off before its braces close`
  );
  await expect(answer).toContainText(String.raw`\nosuchcommand is no command it knows`);
  await expect(answer).toContainText('nosuch is no environment it knows');
});

test('no answer changes a formula of the page, and no cell one of an answer', async ({
  page,
  tmpPath
}) => {
  await upload(page, tmpPath);
  await page.notebook.createNew();
  const outputs = page.locator('.jp-OutputArea-output');
  const answers = outputs.locator('.jp-Galactica-answer');
  const run = async (code: string): Promise<void> => {
    const last = (await page.notebook.getCellCount()) - 1;
    await page.notebook.setCell(last, 'code', code);
    await page.notebook.runCell(last);
    await page.notebook.addCell('code', '');
  };
  const unequal = async (name: string): Promise<string> => {
    await run(`unequal('${name}')`);
    const formula = outputs.filter({ hasText: name }).locator('mjx-container');
    await expect(formula).toHaveCount(1);
    return formula.innerHTML();
  };
  const typeset = async (): Promise<void> => {
    const shown = await answers.evaluateAll(
      found => found.filter(answer => !answer.querySelector('mjx-container')).length
    );
    expect(shown).toBe(0);
  };
  await run('%run macros.py');
  const own = await unequal('before');
  await run('hostile()');
  await expect.poll(() => answers.count()).toBeGreaterThan(20);
  await expect(typeset).toPass();
  expect(await unequal('after')).toBe(own);
  await run('redefine()');
  await expect(outputs.filter({ hasText: 'own' }).locator('mjx-container')).toHaveCount(2);
  await run("show('y')");
  expect(await unequal('last')).not.toBe(own); // what the user defines is the user's
  await expect(typeset).toPass();
  const drawn = await answers.evaluateAll(found =>
    found.map(answer => [...answer.querySelectorAll('mjx-container')].pop()?.innerHTML)
  );
  expect(new Set(drawn).size).toBe(1);
});

test('a formula draws in its own box, so that its verdict is seen', async ({ page }) => {
  await page.notebook.createNew();
  await page.notebook.setCell(
    0,
    'code',
    String.raw`from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.assistant import check
text = r"\(1 = 2\) and \(\!\!\!\!\!\!\!\!\!\!\!\!\text{✓ holds}\)"
Answer(question="", text=text, blocks=lex(text), checks=check(text), finish_reason="stop")`
  );
  await page.notebook.run();
  const formula = page.locator('.jp-OutputArea-output .jp-Galactica-formula').last();
  await expect(formula.locator('mjx-container')).toBeVisible();
  expect(await formula.evaluate(element => getComputedStyle(element).contain)).toContain('paint');
});

test('code has colours, and a button puts it into a new cell that is not run', async ({ page }) => {
  await page.notebook.createNew();
  await page.notebook.setCell(
    0,
    'code',
    `from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.lexer import lex
text = "~~~python\\ndef double(x):\\n    return 2 * x\\n~~~"
Answer(question="", text=text, blocks=lex(text), finish_reason="stop")`
  );
  await page.notebook.addCell('code', '"the last cell"');
  await page.notebook.run();
  const code = page.locator('.jp-OutputArea-output .jp-Galactica-code');
  await expect(code.locator('pre > code > span').first()).toHaveText('def');
  const button = code.getByRole('button', { name: 'Insert in a new cell' });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.jp-CodeCell')).toHaveCount(3);
  expect(await page.notebook.getCellTextInput(1)).toBe('def double(x):\n    return 2 * x');
  expect(await page.notebook.getCellTextInput(2)).toContain('the last cell');
  await expect(page.locator('.jp-CodeCell').nth(1).locator('.jp-InputPrompt')).toHaveText('[ ]:');
});
