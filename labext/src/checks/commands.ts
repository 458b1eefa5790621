/** The commands that check, which menus, toolbars, shortcuts and the palette offer. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';

import { checksIcon } from '../icon';
import type { Desk } from './desk';
import { messageAt, type MessageTarget } from './message';
import { hasCheckedText } from './notebook';
import type { ChecksPanel } from './panel';

const AREAS = ['main', 'left', 'right', 'down'];

export function addCommands(
  app: JupyterFrontEnd,
  desk: Desk,
  panel: ChecksPanel,
  notebooks: INotebookTracker | null,
  palette: ICommandPalette | null
): void {
  const { commands, shell } = app;
  const describedBy = { args: { type: 'object', properties: {} } };
  const pointer = new Pointer();
  const document = () => desk.targetOf(shell.currentWidget);

  /** Where a menu was opened or a toolbar was used, the cell there; else the active one. */
  const cell = () => {
    const notebook = notebooks?.currentWidget?.content;
    const node = app.contextMenuHitTest(({ classList }) => classList.contains('jp-Cell'));
    const meant = notebook?.widgets.find(each => each.node === node) ?? notebook?.activeCell;
    return notebook && meant ? { number: notebook.widgets.indexOf(meant) + 1, meant } : null;
  };

  const message = (): MessageTarget | null => {
    const isMessage = ({ classList }: HTMLElement) =>
      classList.contains('jp-chat-rendered-message');
    const element = app.contextMenuHitTest(isMessage) ?? pointer.message;
    const widgets = AREAS.flatMap(area => [...shell.widgets(area)]);
    return element?.isConnected ? messageAt(element, widgets) : null;
  };

  const show = (): void => {
    shell.activateById(panel.id);
  };

  commands.addCommand('galactica:check-document', {
    label: 'Check Equations of This Document',
    caption: 'Verdicts beside the equations, and a list of them with the citations',
    icon: checksIcon,
    describedBy,
    isEnabled: () => document() !== null,
    isVisible: () => document() !== null,
    execute: async () => {
      const target = document();
      if (target) {
        panel.session = desk.session(target);
        show();
        await panel.session.run();
      }
    }
  });
  commands.addCommand('galactica:check-cell', {
    label: 'Check Equations of This Cell',
    caption: 'Check the equations of this cell and of its outputs',
    icon: checksIcon,
    describedBy,
    isEnabled: () => cell() !== null,
    isVisible: () => hasCheckedText(cell()?.meant.model),
    execute: async () => {
      const [target, found] = [desk.targetOf(notebooks?.currentWidget ?? null), cell()];
      if (target && found) {
        panel.session = desk.session(target);
        show();
        await panel.session.run(found.number);
      }
    }
  });
  commands.addCommand('galactica:check-answer', {
    label: 'Check Equations of This Answer',
    caption: 'Check the answer in the chat that the pointer was over last',
    icon: checksIcon,
    describedBy,
    isEnabled: () => message() !== null,
    execute: async () => {
      const target = message();
      if (target) {
        panel.session = desk.session(target);
        show();
        await panel.session.run();
      }
    }
  });
  commands.addCommand('galactica:clear-checks', {
    label: 'Remove the Badges of Checked Equations',
    describedBy,
    isEnabled: () => (panel.session?.findings.length ?? 0) > 0,
    execute: () => {
      panel.session?.clear();
    }
  });
  commands.addCommand('galactica:open-checks', {
    label: 'Open Checked Equations',
    describedBy,
    execute: () => {
      show();
      panel.focus();
    }
  });
  for (const command of [
    'galactica:check-document',
    'galactica:check-cell',
    'galactica:check-answer',
    'galactica:clear-checks',
    'galactica:open-checks'
  ]) {
    palette?.addItem({ command, category: 'Galactica' });
  }
}

/** Which message of a chat the pointer was over last: in the palette it is over none. */
class Pointer {
  constructor() {
    document.addEventListener(
      'pointerover',
      ({ target }) => {
        const over = target instanceof Element && target.closest('.jp-chat-rendered-message');
        this.message = over || this.message;
      },
      { passive: true }
    );
  }

  message: Element | null = null;
}
