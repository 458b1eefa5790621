/** Keys of the widget panel, of which its kernel learns nothing: Enter asks, Escape stops. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

const PANEL = '.jp-Galactica-panel';

export const panelKeysPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-galactica:panel-keys',
  description: 'Lets Enter ask and Escape stop in the widget panel.',
  autoStart: true,
  activate: () => {
    // Before the widget, which keeps its keys from the notebook.
    document.addEventListener('keydown', onKey, true);
  }
};

/** Shift+Enter is left to the box: it makes a new line. */
export function onKey(event: KeyboardEvent): void {
  const { target, key, shiftKey, isComposing } = event;
  if (!(target instanceof HTMLTextAreaElement) || isComposing) {
    return; // Enter takes a suggestion of an input method
  }
  const name = key === 'Enter' && !shiftKey ? 'ask' : key === 'Escape' ? 'stop' : null;
  const button = name && buttonOf(target, `jp-Galactica-panel-${name}`);
  if (!button) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  if (!button.disabled) {
    target.dispatchEvent(new Event('change', { bubbles: true })); // the kernel gets the text first
    button.click();
  }
}

function buttonOf(box: HTMLElement, name: string): HTMLButtonElement | null {
  return box.closest(PANEL)?.querySelector<HTMLButtonElement>(`button.${name}`) ?? null;
}
