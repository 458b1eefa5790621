import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { checksIcon } from '../icon';
import { isolated } from '../isolated';
import { addCommands } from './commands';
import { Desk } from './desk';
import { ChecksPanel } from './panel';
import { Rechecks, readRecheck } from './rechecks';
import { serverChecker } from './steps';

const PLUGIN_ID = 'jupyterlab-galactica:checks';

/** Checks the user's own notebooks and files, and what other assistants answer. */
export const checksPlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Verdicts beside the equations of notebooks, files and other assistants’ answers.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [ICommandPalette, ILayoutRestorer, ISettingRegistry, INotebookTracker],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    notebooks: INotebookTracker | null
  ) => {
    const typesetter = isolated(rendermime.latexTypesetter);
    const desk = new Desk(serverChecker(app.serviceManager.serverSettings), typesetter);
    const panel = new ChecksPanel(typesetter, {
      check: () => void app.commands.execute('galactica:check-document'),
      canCheck: () => app.commands.isEnabled('galactica:check-document')
    });
    panel.title.icon = checksIcon;
    panel.title.caption = 'Checked equations';
    app.shell.add(panel, 'right', { rank: 710, type: 'Galactica' });
    restorer?.add(panel, panel.id);
    addCommands(app, desk, panel, notebooks, palette);
    const rechecks = new Rechecks(desk);
    const follow = (): void => {
      const target = desk.targetOf(app.shell.currentWidget);
      if (target) {
        rechecks.watch(target);
        panel.session = desk.known(target);
      } else if (panel.session?.target.widget.isDisposed) {
        panel.session = null;
      }
      panel.update();
    };
    app.shell.currentChanged?.connect(follow);
    desk.added.connect(follow);
    if (settings) {
      void followSettings(settings, rechecks);
    }
  }
};

async function followSettings(registry: ISettingRegistry, rechecks: Rechecks): Promise<void> {
  try {
    const settings = await registry.load(PLUGIN_ID);
    const take = (): void => {
      rechecks.when = readRecheck(settings.composite.recheck);
    };
    take();
    settings.changed.connect(take);
  } catch (error) {
    console.warn('The settings of the checks cannot be read; the defaults serve.', error);
  }
}
