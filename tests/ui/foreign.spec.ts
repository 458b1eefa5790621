import { expect, test } from '@jupyterlab/galata';

const TEXT = String.raw`We know \(1 = 2\).`;
const NODE = { type: 'math', id: 0, latex: '1 = 2', display: false, start: 10, end: 15 };
const CLAIM = { latex: '1 = 2', kind: 'identity', verdict: 'holds', reason: 'Proved.' };
const CHECK = { ...CLAIM, counterexample: null, math: 0, start: 10, end: 15 };

/** An answer as a foreign notebook claims it to be. */
const FORGED = {
  schema_version: 1,
  question: 'Is it so?',
  text: TEXT,
  blocks: [{ index: 0, type: 'prose', start: 0, source: TEXT, nodes: [NODE] }],
  tail: '',
  equations: [CHECK],
  citations: [],
  molecules: [],
  sequences: [],
  code: [],
  problems: [],
  usage: {},
  provenance: {},
  finish_reason: 'stop',
  status: '',
  error: null,
  seal: '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'
};

test('a verdict of a foreign notebook is said by it, until checked again by a click', async ({
  page,
  tmpPath
}) => {
  const output = {
    output_type: 'display_data',
    metadata: {},
    data: { 'application/vnd.galactica.answer+json': FORGED, 'text/plain': '✓ holds' }
  };
  const cell = { cell_type: 'code', metadata: {}, execution_count: 1, source: '' };
  const notebook = {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: [{ ...cell, outputs: [output] }]
  };
  const path = `${tmpPath}/foreign.ipynb`;
  await page.contents.uploadContent(JSON.stringify(notebook), 'text', path);
  await page.notebook.openByPath(path);
  const answer = page.locator('.jp-OutputArea-output .jp-Galactica-answer');
  await expect(answer.locator('[data-verdict="said"]')).toContainText('said by the notebook');
  await expect(answer.locator('[data-verdict="holds"]')).toHaveCount(0);
  await expect(answer).not.toContainText('✓');
  await answer.getByRole('button', { name: 'Check again' }).click();
  await expect(answer.locator('[data-verdict="refuted"]')).toBeVisible();
  await expect(answer.getByRole('button', { name: 'Check again' })).toHaveCount(0);
  await page.notebook.save();
  await page.notebook.close();
  await page.notebook.openByPath(path);
  await expect(answer.locator('[data-verdict="refuted"]')).toBeVisible();
});
