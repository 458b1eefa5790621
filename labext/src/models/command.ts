import { Dialog, type ICommandPalette, showDialog } from '@jupyterlab/apputils';
import type { CommandRegistry } from '@lumino/commands';

import type { Api } from '../api';
import type { Configured } from '../configured';
import type { Models } from './api';
import { ModelChooser } from './chooser';

export const CHOOSE_MODEL = 'galactica:choose-model';

/** “Choose a Model…”: what is loaded in the dialog is asked from then on, in every front end. */
export function addModelCommand(
  commands: CommandRegistry,
  palette: ICommandPalette | null,
  models: Models,
  api: Api,
  configured: Configured
): void {
  commands.addCommand(CHOOSE_MODEL, {
    label: 'Choose a Model…',
    caption: 'Models with their sizes and licences; load and unload them',
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      const chooser = new ModelChooser(
        models,
        () => api.status(),
        (model, precision) => configured.choose({ model, ...(precision && { precision }) })
      );
      void chooser.refresh();
      await showDialog({
        title: 'Galactica: Choose a Model',
        body: chooser,
        buttons: [Dialog.cancelButton({ label: 'Close' })]
      });
    }
  });
  palette?.addItem({ command: CHOOSE_MODEL, category: 'Galactica' });
}
