import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { chatPlugin } from './chat/plugin';
import { checksPlugin } from './checks/plugin';
import { rendererPlugin } from './renderer';

const plugins: JupyterFrontEndPlugin<void>[] = [rendererPlugin, chatPlugin, checksPlugin];

export default plugins;
