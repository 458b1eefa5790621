/** What can be done with a formula of an answer, from its context menu. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard } from '@jupyterlab/apputils';

const COPY = 'galactica:copy-latex';
const EXPLAIN = 'galactica:explain-verdict';
/** A formula, with its verdict where it has one. */
const MATH = '.jp-Galactica-math';
const describedBy = { args: { type: 'object', properties: {} } };

export function addEquations(app: JupyterFrontEnd): void {
  const { commands, contextMenu } = app;
  const under = (): HTMLElement | undefined => app.contextMenuHitTest(node => node.matches(MATH));
  const badge = (): HTMLDetailsElement | null | undefined =>
    under()?.querySelector<HTMLDetailsElement>(':scope > .jp-Galactica-badge');
  commands.addCommand(COPY, {
    label: 'Copy LaTeX',
    describedBy,
    execute: () => {
      const formula = under()?.querySelector<HTMLElement>('.jp-Galactica-formula');
      Clipboard.copyToSystem(formula?.dataset.latex ?? '');
    }
  });
  commands.addCommand(EXPLAIN, {
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
  for (const command of [COPY, EXPLAIN]) {
    contextMenu.addItem({ command, selector: MATH, rank: 0 });
  }
}
