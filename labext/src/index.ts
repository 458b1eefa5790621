import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { chatPlugin } from './chat/plugin';
import { notebookPlugin } from './notebook/plugin';
import { promptsPlugin } from './prompts';
import { rendererPlugin } from './renderer';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  rendererPlugin,
  promptsPlugin,
  chatPlugin,
  notebookPlugin
];

export default plugins;
