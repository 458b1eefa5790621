import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { chatPlugin } from './chat/plugin';
import { rendererPlugin } from './renderer';

const plugins: JupyterFrontEndPlugin<void>[] = [rendererPlugin, chatPlugin];

export default plugins;
