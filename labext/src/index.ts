import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { chatPlugin } from './chat/plugin';
import { checksPlugin } from './checks/plugin';
import { promptsPlugin } from './prompts';
import { rendererPlugin } from './renderer';

const plugins: JupyterFrontEndPlugin<void>[] = [
  rendererPlugin,
  promptsPlugin,
  chatPlugin,
  checksPlugin
];

export default plugins;
