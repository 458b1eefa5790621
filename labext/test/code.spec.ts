import { Notification } from '@jupyterlab/apputils';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { INotebookTracker } from '@jupyterlab/notebook';

import { codeTools } from '../src/code';

jest.mock('@jupyterlab/apputils', () => ({ Notification: { warning: jest.fn() } }));

const languages = {} as IEditorLanguageRegistry;

/** A notebook of cells, each an element, and what is inserted into it. */
function notebookOf(cells: number, activeCellIndex: number) {
  const node = document.createElement('div');
  const widgets = Array.from({ length: cells }, () => {
    const cell = { node: document.createElement('div') };
    node.append(cell.node);
    return cell;
  });
  const inserted: [number, unknown][] = [];
  const sharedModel = {
    insertCell: (index: number, cell: unknown) => inserted.push([index, cell])
  };
  const content = { widgets, activeCellIndex, activeCell: null, model: { sharedModel } };
  return { panel: { node, content }, widgets, inserted, content };
}

function trackerOf(...panels: { node: HTMLElement; content: unknown }[]): INotebookTracker {
  return {
    find: (test: (panel: unknown) => boolean) => panels.find(test),
    currentWidget: panels[0] ?? null
  } as unknown as INotebookTracker;
}

describe('putting code into a notebook', () => {
  it('makes a cell below the one the answer stands in, in its own notebook', () => {
    const current = notebookOf(1, 0);
    const own = notebookOf(3, 2);
    const button = document.createElement('button');
    own.widgets[1]?.node.append(button);
    const tools = codeTools(languages, trackerOf(current.panel, own.panel));
    expect(tools?.insert('x = 1', button, 'code')).toBe(true);
    expect(own.inserted).toEqual([[2, expect.objectContaining({ source: 'x = 1' })]]);
    expect(own.content.activeCellIndex).toBe(2);
    expect(current.inserted).toEqual([]);
  });

  it('makes a cell below the active one for an answer outside', () => {
    const { panel, inserted } = notebookOf(3, 0);
    const tools = codeTools(languages, trackerOf(panel));
    expect(tools?.insert('x = 1', document.createElement('button'), 'code')).toBe(true);
    expect(inserted).toEqual([[1, expect.objectContaining({ cell_type: 'code' })]]);
  });

  it('makes a Markdown cell of prose', () => {
    const { panel, inserted } = notebookOf(3, 0);
    const tools = codeTools(languages, trackerOf(panel));
    expect(tools?.insert('# One', document.createElement('button'), 'markdown')).toBe(true);
    expect(inserted).toEqual([[1, expect.objectContaining({ cell_type: 'markdown' })]]);
  });

  it('makes a cell above where that is asked for', () => {
    const { panel, inserted } = notebookOf(3, 1);
    const tools = codeTools(languages, trackerOf(panel));
    tools?.insert('x = 1', document.createElement('button'), 'code', 'above');
    expect(inserted).toEqual([[1, expect.objectContaining({ source: 'x = 1' })]]);
  });

  it('says in a sentence that there is no cell to replace', async () => {
    await codeTools(languages, trackerOf())?.replace('x = 1');
    expect(Notification.warning).toHaveBeenCalledWith(
      'There is no cell to replace; open a notebook first.',
      expect.anything()
    );
  });

  it('does nothing where no notebook is open', () => {
    const tools = codeTools(languages, trackerOf());
    expect(tools?.insert('x = 1', document.createElement('button'), 'code')).toBe(false);
  });

  it('is not offered by an application without notebooks', () => {
    expect(codeTools(languages, null)).toBeNull();
  });
});
