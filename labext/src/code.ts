/** Code of an answer in JupyterLab: its highlighter, and its notebooks. */
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { Notification } from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';

import type { CodeTools } from './answer/code';
import { sentenceOf } from './http';
import { replaceCell } from './notebook/replacing';

/** Null in an application that has no editors or no notebooks. */
export function codeTools(
  languages: IEditorLanguageRegistry | null,
  notebooks: INotebookTracker | null
): CodeTools | null {
  if (!languages || !notebooks) {
    return null;
  }
  return {
    highlight: (code, language, element) =>
      languages.highlight(code, languages.findBest(language, false), element),
    insert: (text, element, cell, where = 'below') =>
      insertCell(notebooks, text, element, cell, where),
    replace: code => replaceActive(notebooks, code)
  };
}

function insertCell(
  notebooks: INotebookTracker,
  text: string,
  element: HTMLElement,
  cell: 'code' | 'markdown',
  where: 'above' | 'below'
): boolean {
  const panel =
    notebooks.find(({ node }) => node.contains(element)) ?? notebooks.currentWidget ?? null;
  const notebook = panel?.content;
  if (!notebook?.model) {
    return false;
  }
  const own = notebook.widgets.findIndex(({ node }) => node.contains(element));
  const index = (own < 0 ? notebook.activeCellIndex : own) + (where === 'below' ? 1 : 0);
  notebook.model.sharedModel.insertCell(index, {
    cell_type: cell,
    source: text,
    metadata: { trusted: true } // as of every new cell; it has no outputs yet
  });
  notebook.activeCellIndex = index;
  if (notebook.activeCell) {
    void notebook.scrollToCell(notebook.activeCell);
  }
  return true;
}

async function replaceActive(notebooks: INotebookTracker, code: string): Promise<void> {
  const panel = notebooks.currentWidget;
  const cell = panel?.content.activeCell;
  try {
    if (!panel || !cell) {
      throw new Error('There is no cell to replace; open a notebook first.');
    }
    await replaceCell(panel, cell, code);
  } catch (error) {
    Notification.warning(sentenceOf(error), { autoClose: 5000 });
  }
}
