/** Questions in cells are prose: the editor highlights them as Markdown, not as Python. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';

const MAGIC = /^%%galactica\b/;
const PROSE = 'text/x-ipythongfm';

type CellModel =
  NonNullable<NotebookPanel['content']['model']>['cells'] extends Iterable<infer T> ? T : never;

export const promptsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-galactica:prompts',
  description: 'Highlights the questions of %%galactica cells as prose.',
  autoStart: true,
  requires: [INotebookTracker, IEditorLanguageRegistry],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    languages: IEditorLanguageRegistry
  ) => {
    const follow = (_: unknown, panel: NotebookPanel): void => {
      void panel.context.ready.then(() => {
        followCells(panel, languages);
      });
    };
    notebooks.forEach(panel => {
      follow(app, panel);
    });
    notebooks.widgetAdded.connect(follow);
  }
};

/** A notebook gives all its cells its kernel's language whenever that is told anew. */
function followCells({ content }: NotebookPanel, languages: IEditorLanguageRegistry): void {
  const followed = new WeakSet<CellModel>();
  const followAll = (): void => {
    for (const cell of content.model?.cells ?? []) {
      if (cell.type === 'code' && !followed.has(cell)) {
        followed.add(cell);
        const mark = (): void => void highlight(cell, content.codeMimetype, languages);
        cell.contentChanged.connect(mark);
        cell.mimeTypeChanged.connect(mark);
        mark();
      }
    }
  };
  followAll();
  content.model?.cells.changed.connect(followAll);
}

async function highlight(
  cell: CellModel,
  code: string,
  languages: IEditorLanguageRegistry
): Promise<void> {
  if (isPrompt(cell) === (cell.mimeType === PROSE)) {
    return;
  }
  // An editor shows the language that was loaded last, be it not the last that was set.
  await Promise.all([languages.getLanguage(code), languages.getLanguage(PROSE)]);
  if (isPrompt(cell)) {
    cell.mimeType = PROSE;
  } else if (cell.mimeType === PROSE) {
    cell.mimeType = code;
  }
}

function isPrompt(cell: CellModel): boolean {
  return MAGIC.test(cell.sharedModel.getSource());
}
