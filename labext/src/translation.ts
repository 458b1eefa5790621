import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator } from '@jupyterlab/translation';

import { setWords } from './answer/trans';

export const translationPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-galactica:translation',
  description: 'Says in the language of JupyterLab what the extension says.',
  autoStart: true,
  optional: [ITranslator],
  activate: (_: JupyterFrontEnd, translator: ITranslator | null) => {
    if (translator) {
      setWords(translator.load('jupyterlab_galactica'));
    }
  }
};
