import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { chatPlugin } from './chat/plugin';
import { checksPlugin } from './checks/plugin';
import { notebookPlugin } from './notebook/plugin';
import { panelKeysPlugin } from './panelKeys';
import { promptsPlugin } from './prompts';
import { rendererPlugin } from './renderer';
import { translationPlugin } from './translation';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  translationPlugin,
  rendererPlugin,
  promptsPlugin,
  panelKeysPlugin,
  chatPlugin,
  checksPlugin,
  notebookPlugin
];

export default plugins;
