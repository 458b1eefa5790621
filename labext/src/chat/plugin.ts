import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { DOMUtils, ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { PathExt } from '@jupyterlab/coreutils';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { ServerApi } from '../api';
import { codeTools } from '../code';
import { galacticaIcon } from '../icon';
import { Http } from '../http';
import { isolated } from '../isolated';
import { ServerModels } from '../models/api';
import { addModelCommand, CHOOSE_MODEL } from '../models/command';
import { preload } from '../models/preload';
import { Configured } from '../configured';
import { offersOf } from '../notebook/offers';
import { Selection } from '../notebook/selection';
import { isVoila } from '../voila';
import { ServerConversations } from './conversations';
import { ChatPanel } from './panel';
import { rememberConversation, rememberedConversation } from './remembered';
import { IChat } from './token';

const PLUGIN_ID = 'jupyterlab-galactica:plugin';
const OPEN_IN_TAB = 'galactica:open-in-tab';
const NEW = 'New conversation';

/** Places the chat in the sidebar, with its commands and settings. */
export const chatPlugin: JupyterFrontEndPlugin<IChat | null> = {
  id: PLUGIN_ID,
  description: 'A chat in the sidebar with a locally loaded science model.',
  autoStart: true,
  provides: IChat,
  requires: [IRenderMimeRegistry],
  optional: [
    ICommandPalette,
    ILayoutRestorer,
    ISettingRegistry,
    IEditorLanguageRegistry,
    INotebookTracker,
    IEditorTracker
  ],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    languages: IEditorLanguageRegistry | null,
    notebooks: INotebookTracker | null,
    editors: IEditorTracker | null
  ) => {
    if (isVoila(app)) {
      return null;
    }
    const { serverSettings } = app.serviceManager;
    const folder = (): string => PathExt.dirname(notebooks?.currentWidget?.context.localPath ?? '');
    const api = new ServerApi(serverSettings, folder);
    const conversations = new ServerConversations(serverSettings, folder);
    const tools = {
      typesetter: isolated(rendermime.latexTypesetter),
      code: codeTools(languages, notebooks)
    };
    const models = new ServerModels(new Http(serverSettings));
    const configured = new Configured(PLUGIN_ID, settings, serverSettings, app.commands);
    const panels = new Set<ChatPanel>();
    let wasShown = false;
    const application = {
      chooseModel: (): void => {
        void app.commands.execute(CHOOSE_MODEL);
      },
      welcome: (model: string) => models.welcome(model),
      panelShown: (): void => {
        if (wasShown) {
          return;
        }
        wasShown = true;
        void configured.first.then(async ({ preload: wanted }) => {
          if (wanted) {
            await preload(api, models, words => {
              panels.forEach(panel => {
                panel.showModelState(words);
              });
            });
          }
        });
      },
      openInTab: (conversation: string): void => {
        void app.commands.execute(OPEN_IN_TAB, { conversation });
      },
      offers: notebooks
        ? offersOf(
            notebooks,
            new Selection(app.shell, notebooks, editors),
            app.serviceManager.contents
          )
        : (): [] => []
    };
    const makePanel = (first: () => Promise<string | null>): ChatPanel => {
      const panel = new ChatPanel(api, conversations, tools, application, first);
      panel.title.icon = galacticaIcon;
      panels.add(panel);
      panel.disposed.connect(() => panels.delete(panel));
      configured.follow(panel, chosen => {
        panel.configure(chosen);
      });
      return panel;
    };
    const panel = makePanel(() => rememberedConversation(conversations));
    panel.changed.connect((_, conversation) => {
      rememberConversation(conversation?.id ?? null);
    });
    panel.title.caption = 'Galactica: checked answers';
    app.shell.add(panel, 'right', { rank: 700, type: 'Galactica' });
    restorer?.add(panel, panel.id);
    addCommands(app, panel, palette);
    addModelCommand(app.commands, palette, models, api, configured);
    addTabs(app, makePanel, restorer);
    return {
      attach: attached => {
        app.shell.activateById(panel.id);
        panel.attach(...attached);
      },
      ask: (message, attached) => {
        app.shell.activateById(panel.id);
        return panel.askAbout(message, attached);
      }
    };
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

/** Conversations as documents in the main area, which are there again after a reload. */
function addTabs(
  { commands, shell }: JupyterFrontEnd,
  makePanel: (first: () => Promise<string | null>) => ChatPanel,
  restorer: ILayoutRestorer | null
): void {
  const tabs = new WidgetTracker<MainAreaWidget<ChatPanel>>({ namespace: 'galactica-tabs' });
  commands.addCommand(OPEN_IN_TAB, {
    label: 'Open Conversation in a Tab',
    describedBy: {
      args: {
        type: 'object',
        properties: {
          conversation: { type: 'string', description: 'Its id; without it, a new one begins.' },
          tab: { type: 'string', description: 'The id of the tab, as it was before a reload.' }
        }
      }
    },
    execute: args => {
      const conversation = typeof args.conversation === 'string' ? args.conversation : null;
      const open = tabs.find(tab => tab.content.conversation === conversation);
      if (open && conversation !== null) {
        shell.activateById(open.id);
        return open;
      }
      const content = makePanel(() => Promise.resolve(conversation));
      content.id = DOMUtils.createDomID();
      content.title.label = NEW;
      const tab = new MainAreaWidget({ content });
      tab.id = typeof args.tab === 'string' ? args.tab : DOMUtils.createDomID();
      shell.add(tab, 'main', { type: 'Galactica' });
      void tabs.add(tab);
      content.changed.connect((_, shown) => {
        content.title.label = shown?.title ?? NEW;
        void tabs.save(tab);
      });
      shell.activateById(tab.id);
      return tab;
    }
  });
  void restorer?.restore(tabs, {
    command: OPEN_IN_TAB,
    name: ({ id }) => id,
    args: ({ id, content }) => ({ tab: id, conversation: content.conversation })
  });
}
