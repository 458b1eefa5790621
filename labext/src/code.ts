/** Code of an answer in JupyterLab: its highlighter, and its notebooks. */
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { INotebookTracker } from '@jupyterlab/notebook';

import type { CodeTools } from './answer/code';

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
    insert: (text, element, cell) => insertCell(notebooks, text, element, cell)
  };
}

function insertCell(
  notebooks: INotebookTracker,
  text: string,
  element: HTMLElement,
  cell: 'code' | 'markdown'
): boolean {
  const panel =
    notebooks.find(({ node }) => node.contains(element)) ?? notebooks.currentWidget ?? null;
  const notebook = panel?.content;
  if (!notebook?.model) {
    return false;
  }
  const own = notebook.widgets.findIndex(({ node }) => node.contains(element));
  const index = (own < 0 ? notebook.activeCellIndex : own) + 1;
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
