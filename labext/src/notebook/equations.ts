/** What can be done with a formula of an answer, from its context menu. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard } from '@jupyterlab/apputils';

/** A formula, with its verdict where it has one. */
const MATH = '.jp-Galactica-math';
const describedBy = { args: { type: 'object', properties: {} } };

export function addEquations(app: JupyterFrontEnd): void {
  const { commands, contextMenu } = app;
  const under = (): HTMLElement | undefined => app.contextMenuHitTest(node => node.matches(MATH));
  const badge = (): HTMLDetailsElement | null | undefined =>
    under()?.querySelector<HTMLDetailsElement>(':scope > .jp-Galactica-badge');
  commands.addCommand('galactica:copy-latex', {
    label: 'Copy LaTeX',
    describedBy,
    execute: () => {
      const formula = under()?.querySelector<HTMLElement>('.jp-Galactica-formula');
      Clipboard.copyToSystem(formula?.dataset.latex ?? '');
    }
  });
  commands.addCommand('galactica:explain-verdict', {
    label: 'Explain This Verdict',
    describedBy,
    isVisible: () => Boolean(badge()),
    execute: () => {
      const shown = badge();
      if (shown) {
        shown.open = true;
        shown.querySelector('summary')?.focus();
      }
    }
  });
  contextMenu.addItem({ command: 'galactica:copy-latex', selector: MATH, rank: 0 });
  contextMenu.addItem({ command: 'galactica:explain-verdict', selector: MATH, rank: 0 });
}
