import type { NotebookPanel } from '@jupyterlab/notebook';

import { attachment } from '../../src/context/attachment';
import { ASKINGS, codeOf, mending, type Place } from '../../src/notebook/asking';
import type { Cell } from '../../src/notebook/cells';
import { drawDiff } from '../../src/notebook/diff';
import { answer, paragraph } from '../fixtures';

const ESCAPE = String.fromCharCode(27);
const ERROR = {
  output_type: 'error',
  ename: 'ZeroDivisionError',
  evalue: 'division by zero',
  traceback: [
    ...Array.from({ length: 100 }, (_, line) => `frame ${line}`),
    `${ESCAPE}[31mZeroDivisionError${ESCAPE}[39m: division by zero`
  ]
};

function cellOf(
  type: string,
  source: string,
  outputs?: unknown[],
  count: number | null = null
): Cell {
  const toJSON = (): unknown => ({ source, outputs, execution_count: count });
  return { model: { type, sharedModel: { source, toJSON } } } as unknown as Cell;
}

function placeOf(
  cells: Cell[],
  more: Partial<Place> = {},
  selectedCells = cells.slice(0, 1)
): Place {
  const model = { defaultKernelLanguage: 'python' };
  const panel = {
    content: { widgets: cells, selectedCells, model },
    title: { label: 'a.ipynb' }
  } as unknown as NotebookPanel;
  return { panel, cell: cells[0] as Cell, selection: null, ...more };
}

function contextOf(id: string, place: Place) {
  return ASKINGS.find(asking => asking.id === `galactica:${id}`)?.context(place) ?? null;
}

describe('asking about a notebook', () => {
  it('Ask about this cell attaches its source in its language', () => {
    const place = placeOf([cellOf('code', 'x = 1', [], 3)]);
    expect(contextOf('ask-about-cell', place)).toEqual([
      attachment('cell [3] of a.ipynb', 'python', 'x = 1')
    ]);
    expect(contextOf('ask-about-cell', placeOf([cellOf('markdown', '*Why*')]))).toEqual([
      attachment('markdown cell 1 of a.ipynb', 'markdown', '*Why*')
    ]);
  });

  it('Ask about this output attaches text, and is off where there is none', () => {
    const outputs = [
      { output_type: 'stream', text: ['one\n', 'two\n'] },
      { output_type: 'display_data', data: { 'image/png': 'iVBOR', 'text/plain': '<Figure>' } },
      { output_type: 'display_data', data: null },
      'no output'
    ];
    expect(contextOf('ask-about-output', placeOf([cellOf('code', '', outputs)]))).toEqual([
      attachment('Output of code cell 1 of a.ipynb', '', 'one\ntwo\n<Figure>')
    ]);
    expect(contextOf('ask-about-output', placeOf([cellOf('code', 'x')]))).toBeNull();
  });

  it('Explain this error attaches the code and the last lines of the traceback, uncoloured', () => {
    const [code, error] =
      contextOf('explain-error', placeOf([cellOf('code', '1 / 0', [ERROR])])) ?? [];
    expect(code?.text).toBe('1 / 0');
    expect(error?.text).toMatch(/^frame 71\n[^]*\nZeroDivisionError: division by zero$/);
    expect(contextOf('explain-error', placeOf([cellOf('code', '1')]))).toBeNull();
  });

  it('Summarize takes the notebook, the selected cells, or the selected text', () => {
    const cells = [
      cellOf('markdown', '# Title'),
      cellOf('code', 'x', [{ output_type: 'stream', text: '5' }])
    ];
    const [whole] = contextOf('summarize-notebook', placeOf(cells)) ?? [];
    expect(whole?.text).toBe('# Title\n\n```python\nx\n```\n\n```output\n5\n```');
    expect(contextOf('summarize-selection', placeOf(cells))).toBeNull();
    expect(contextOf('summarize-selection', placeOf(cells, {}, cells))?.[0]?.label).toBe(
      '2 cells of a.ipynb'
    );
    const selection = attachment('Selection', '', 'As said');
    expect(contextOf('summarize-selection', placeOf(cells, { selection }))).toEqual([selection]);
  });

  it('Fix it sends the error, where there is one', () => {
    expect(mending(placeOf([cellOf('code', '1 / 0', [ERROR])])).context).toHaveLength(2);
    expect(mending(placeOf([cellOf('code', '1')])).context).toHaveLength(1);
  });
});

describe('the code of an answer', () => {
  it('is that of its first block, however deep', () => {
    const work = { type: 'work', blocks: [{ nodes: [{ type: 'code', code: 'x = 2' }] }] };
    const block = { ...paragraph(0, ''), nodes: [{ type: 'element', children: [work] }] } as never;
    expect(codeOf(answer({ blocks: [paragraph(1, 'So:'), block] }))).toBe('x = 2');
    expect(codeOf(answer({ blocks: [paragraph(0, 'None.')] }))).toBeNull();
  });
});

describe('the changes of a cell', () => {
  it('are shown line by line, as text', () => {
    const lines = [...drawDiff('a\nb', 'a\n<b>').children].map(({ tagName, textContent }) => [
      tagName,
      textContent
    ]);
    expect(lines).toEqual([
      ['SPAN', '  a\n'],
      ['DEL', '− b\n'],
      ['INS', '+ <b>\n']
    ]);
  });
});
