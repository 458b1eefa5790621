/** Puts another text in the place of a cell's, once the user has seen what changes. */
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Widget } from '@lumino/widgets';

import type { Cell } from './cells';
import { drawDiff } from './diff';

/** Shows the changes; true where they were made. One Undo in the cell takes them back. */
export async function replaceCell(
  panel: NotebookPanel,
  cell: Cell,
  text: string
): Promise<boolean> {
  if (!isThere(panel, cell)) {
    throw new Error('The cell that was to be changed is gone; ask about another one.');
  }
  const { sharedModel } = cell.model;
  const proposed = text.replace(/\n$/, '');
  if (sharedModel.source === proposed) {
    throw new Error('Nothing would change: the cell has this text already.');
  }
  const { button } = await showDialog({
    title: 'Replace the cell?',
    body: new Widget({ node: drawDiff(sharedModel.source, proposed) }),
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: 'Apply' })]
  });
  if (!button.accept || !isThere(panel, cell)) {
    return false;
  }
  sharedModel.setSource(proposed);
  panel.content.activeCellIndex = panel.content.widgets.indexOf(cell);
  panel.content.mode = 'edit';
  cell.editor?.focus(); // where Undo takes it back
  return true;
}

function isThere({ content, isDisposed }: NotebookPanel, cell: Cell): boolean {
  return !isDisposed && !cell.isDisposed && content.widgets.includes(cell);
}
