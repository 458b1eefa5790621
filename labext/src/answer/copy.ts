import { Clipboard } from '@jupyterlab/apputils';

import { create } from './dom';

/** A button that copies a text. */
export function copyButton(text: string): HTMLButtonElement {
  const button = create('button', 'jp-Galactica-copy', 'Copy');
  button.type = 'button';
  button.addEventListener('click', () => {
    Clipboard.copyToSystem(text);
    button.textContent = 'Copied';
  });
  return button;
}
