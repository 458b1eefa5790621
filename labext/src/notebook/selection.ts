/** The text that is selected in what lies open. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IEditorTracker } from '@jupyterlab/fileeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';

import { type Attachment, attachment } from '../context/attachment';

type Editor = NonNullable<IEditorTracker['currentWidget']>['content']['editor'];

/**
 * Follows what is selected on the page: a selection in rendered text is gone as soon as the message
 * is being written.
 */
export class Selection {
  constructor(
    private readonly _shell: JupyterFrontEnd.IShell,
    private readonly _notebooks: INotebookTracker,
    private readonly _editors: IEditorTracker | null
  ) {
    document.addEventListener('selectionchange', () => {
      const selected = document.getSelection();
      const open = this._shell.currentWidget?.node;
      if (selected?.anchorNode && open?.contains(selected.anchorNode)) {
        this._onPage = { text: selected.toString(), where: open };
      }
    });
  }

  /** What is selected in the editor or the page that is open; null for nothing. */
  get(): Attachment | null {
    const open = this._shell.currentWidget;
    const text =
      this._inEditor() ||
      (this._onPage && this._onPage.where === open?.node ? this._onPage.text : '');
    return text.trim() ? attachment(`Selection in ${open?.title.label ?? ''}`, '', text) : null;
  }

  private _inEditor(): string {
    const open = this._shell.currentWidget;
    const file = this._editors?.currentWidget;
    const editor =
      file && file === open
        ? file.content.editor
        : open === this._notebooks.currentWidget
          ? this._notebooks.activeCell?.editor
          : null;
    return editor ? selectedIn(editor) : '';
  }

  private _onPage: { text: string; where: Node } | null = null;
}

function selectedIn(editor: Editor): string {
  const { start, end } = editor.getSelection();
  const [from, to] = [editor.getOffsetAt(start), editor.getOffsetAt(end)];
  return editor.model.sharedModel.source.slice(Math.min(from, to), Math.max(from, to));
}
