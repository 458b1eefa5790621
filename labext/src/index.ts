import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { chatPlugin } from './chat/plugin';
import { panelKeysPlugin } from './panelKeys';
import { promptsPlugin } from './prompts';
import { rendererPlugin } from './renderer';

const plugins: JupyterFrontEndPlugin<void>[] = [
  rendererPlugin,
  promptsPlugin,
  panelKeysPlugin,
  chatPlugin
];

export default plugins;
