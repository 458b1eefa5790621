/** What can be attached by an `@` in JupyterLab: of the notebook that is open, and files. */
import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';

import type { Attachment } from '../context/attachment';
import type { Offer, Offers } from '../context/mentions';
import { cellContext, cellsContext, errorContext, outputContext } from './cells';
import { fileContext, filesLike } from './files';
import type { Selection } from './selection';
import { variableContext, variablesLike } from './variables';

const VARIABLE = 'variable:';
const FILE = 'file:';

/** The names of kinds are offered first, then variables and files whose names begin so. */
export function offersOf(
  notebooks: INotebookTracker,
  selection: Selection,
  files: Contents.IManager
): Offers {
  return begun => {
    const panel = notebooks.currentWidget;
    const folder = PathExt.dirname(panel?.context.localPath ?? '');
    const variables = async (name: string): Promise<Offer[]> =>
      panel ? (await variablesLike(panel, name)).map(each => ofVariable(panel, each)) : [];
    const paths = async (path: string): Promise<Offer[]> =>
      (await filesLike(files, folder, path).catch(() => [])).map(each =>
        ofFile(files, folder, each)
      );
    if (begun.startsWith(VARIABLE)) {
      return [variables(begun.slice(VARIABLE.length))];
    }
    if (begun.startsWith(FILE)) {
      return [paths(begun.slice(FILE.length))];
    }
    const kinds = [
      ...(panel ? ofNotebook(panel) : []),
      ...ofText('selection', selection.get()),
      ...(panel?.sessionContext.session
        ? [more(VARIABLE, 'the name of a value in the kernel')]
        : []),
      more(FILE, 'a text file or notebook')
    ].filter(({ name }) => name.startsWith(begun.toLowerCase()));
    const named = begun === '' ? [] : [variables(begun), paths(begun)];
    return [Promise.resolve(kinds), ...named];
  };
}

function ofNotebook(panel: NotebookPanel): Offer[] {
  const cell = panel.content.activeCell;
  const whole = (): Promise<Attachment> =>
    Promise.resolve(cellsContext(panel, panel.content.widgets, `Notebook ${panel.title.label}`));
  return [
    ...(cell
      ? [
          ...ofText('cell', cellContext(panel, cell)),
          ...ofText('output', outputContext(panel, cell)),
          ...ofText('error', errorContext(panel, cell))
        ]
      : []),
    { name: 'notebook', note: panel.title.label, attach: whole }
  ];
}

function ofText(name: string, text: Attachment | null): Offer[] {
  return text ? [{ name, note: text.label, attach: () => Promise.resolve(text) }] : [];
}

function ofVariable(panel: NotebookPanel, name: string): Offer {
  return { name: VARIABLE + name, note: '', attach: () => variableContext(panel, name) };
}

function ofFile(files: Contents.IManager, folder: string, path: string): Offer {
  return path.endsWith('/')
    ? more(FILE + path, 'a folder')
    : { name: FILE + path, note: '', attach: () => fileContext(files, PathExt.join(folder, path)) };
}

function more(name: string, note: string): Offer {
  return { name, note, attach: null };
}
