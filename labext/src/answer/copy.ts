import { Clipboard } from '@jupyterlab/apputils';

import { create } from './dom';
import { trans } from './trans';

/** A button that copies a text; `label` says as what. */
export function copyButton(text: string, label = trans.__('Copy')): HTMLButtonElement {
  const button = create('button', 'jp-Galactica-codeButton', label);
  button.type = 'button';
  button.addEventListener('click', () => {
    Clipboard.copyToSystem(text);
    button.textContent = trans.__('Copied');
  });
  return button;
}
