import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { chatPlugin } from './chat/plugin';
import { promptsPlugin } from './prompts';
import { rendererPlugin } from './renderer';

const plugins: JupyterFrontEndPlugin<unknown>[] = [rendererPlugin, promptsPlugin, chatPlugin];

export default plugins;
