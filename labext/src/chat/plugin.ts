import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { PathExt } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { ServerApi } from '../api';
import { codeTools } from '../code';
import { galacticaIcon } from '../icon';
import { isolated } from '../isolated';
import { readSettings } from '../settings';
import { isVoila } from '../voila';
import { ChatPanel } from './panel';

const PLUGIN_ID = 'jupyterlab-galactica:plugin';

/** Places the chat in the sidebar, with its commands and settings. */
export const chatPlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'A chat in the sidebar with a locally loaded science model.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [
    ICommandPalette,
    ILayoutRestorer,
    ISettingRegistry,
    IEditorLanguageRegistry,
    INotebookTracker
  ],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    languages: IEditorLanguageRegistry | null,
    notebooks: INotebookTracker | null
  ) => {
    if (isVoila(app)) {
      return;
    }
    const api = new ServerApi(app.serviceManager.serverSettings, () =>
      PathExt.dirname(notebooks?.currentWidget?.context.localPath ?? '')
    );
    const panel = new ChatPanel(
      api,
      isolated(rendermime.latexTypesetter),
      codeTools(languages, notebooks)
    );
    panel.title.icon = galacticaIcon;
    panel.title.caption = 'Galactica chat';
    app.shell.add(panel, 'right', { rank: 700, type: 'Galactica' });
    restorer?.add(panel, panel.id);
    addCommands(app, panel, palette);
    if (settings) {
      void followSettings(settings, panel);
    }
  }
};

function addCommands(
  { commands, shell }: JupyterFrontEnd,
  panel: ChatPanel,
  palette: ICommandPalette | null
): void {
  const describedBy = { args: { type: 'object', properties: {} } };
  commands.addCommand('galactica:open-chat', {
    label: 'Open Chat',
    icon: galacticaIcon,
    describedBy,
    execute: () => {
      shell.activateById(panel.id);
    }
  });
  commands.addCommand('galactica:stop', {
    label: 'Stop the Answer',
    describedBy,
    isEnabled: () => panel.isAnswering,
    execute: () => {
      panel.stop();
    }
  });
  commands.addCommand('galactica:new-chat', {
    label: 'New Chat',
    describedBy,
    execute: () => {
      shell.activateById(panel.id);
      panel.newChat();
    }
  });
  for (const command of ['galactica:open-chat', 'galactica:stop', 'galactica:new-chat']) {
    palette?.addItem({ command, category: 'Galactica' });
  }
}

async function followSettings(registry: ISettingRegistry, panel: ChatPanel): Promise<void> {
  try {
    const settings = await registry.load(PLUGIN_ID);
    panel.configure(readSettings(settings));
    settings.changed.connect(() => {
      panel.configure(readSettings(settings));
    });
  } catch (error) {
    console.warn('The settings of the Galactica chat cannot be read; the defaults serve.', error);
  }
}
