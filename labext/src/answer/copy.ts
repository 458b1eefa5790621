import { Clipboard } from '@jupyterlab/apputils';

import { create } from './dom';

/** A button that copies a text; `label` says as what. */
export function copyButton(text: string, label = 'Copy'): HTMLButtonElement {
  const button = create('button', 'jp-Galactica-codeButton', label);
  button.type = 'button';
  button.addEventListener('click', () => {
    Clipboard.copyToSystem(text);
    button.textContent = 'Copied';
  });
  return button;
}
