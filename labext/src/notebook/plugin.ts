import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';

import { IChat } from '../chat/token';
import { sentenceOf } from '../http';
import { galacticaIcon } from '../icon';
import { ASKINGS, type Asking, codeOf, mending, type Place } from './asking';
import { addEquations } from './equations';
import { replaceCell } from './replacing';
import { Selection } from './selection';

const FIX = 'galactica:fix-cell';

/** Asks about what is open: from the palette, menus of cells, their toolbar, and by shortcuts. */
export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-galactica:notebook',
  description: 'Asks in the chat about the notebook that is open.',
  autoStart: true,
  requires: [IChat, INotebookTracker],
  optional: [ICommandPalette, IEditorTracker],
  activate: (
    app: JupyterFrontEnd,
    chat: IChat | null,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    editors: IEditorTracker | null
  ) => {
    if (!chat) {
      return;
    }
    const selection = new Selection(app.shell, notebooks, editors);
    const place = (): Place | null => {
      const panel = notebooks.currentWidget;
      const cell = panel?.content.activeCell;
      return panel && cell ? { panel, cell, selection: selection.get() } : null;
    };
    for (const asking of ASKINGS) {
      addAsking(app, chat, asking, place);
    }
    addFix(app, chat, place);
    addEquations(app);
    for (const command of [...ASKINGS.map(({ id }) => id), FIX]) {
      palette?.addItem({ command, category: 'Galactica' });
    }
  }
};

function addAsking(
  { commands }: JupyterFrontEnd,
  chat: IChat,
  { id, label, caption, question, context }: Asking,
  place: () => Place | null
): void {
  const found = (): ReturnType<Asking['context']> => {
    const here = place();
    return here && context(here);
  };
  commands.addCommand(id, {
    label,
    caption,
    icon: galacticaIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => found() !== null,
    execute: async () => {
      const attached = found();
      if (attached && question !== undefined) {
        await chat.ask(question, attached);
      } else if (attached) {
        chat.attach(attached);
      }
    }
  });
}

/** The answer's code is shown as changes of the cell that it is for, wherever the user is by then. */
function addFix({ commands }: JupyterFrontEnd, chat: IChat, place: () => Place | null): void {
  commands.addCommand(FIX, {
    label: 'Fix This Cell',
    caption: 'Ask for a corrected cell, and see what would change',
    icon: galacticaIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => place()?.cell.model.type === 'code',
    execute: async () => {
      const here = place();
      if (!here) {
        return;
      }
      const { question, context } = mending(here);
      const answer = await chat.ask(question, context);
      const code = answer && codeOf(answer);
      try {
        if (code !== null) {
          await replaceCell(here.panel, here.cell, code);
        } else if (answer?.finish_reason === 'stop') {
          throw new Error('The answer holds no code to put into the cell.');
        }
      } catch (error) {
        Notification.warning(sentenceOf(error), { autoClose: 5000 });
      }
    }
  });
}
