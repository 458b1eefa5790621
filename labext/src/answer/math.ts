import type { ILatexTypesetter } from '@jupyterlab/rendermime';

import { create } from './dom';
import type * as schema from './schema';
import { fault, pageSource } from './typesetting';

/** MathJax looks for formulas everywhere but here: a price in prose is no formula. */
export const NO_MATH_CLASS = 'mathjax_ignore';
const MATH_CLASS = 'mathjax_process';
/** While it stands, no source of a formula is seen: the typesetter puts the formula in its place. */
const TYPESETTING_CLASS = 'jp-mod-typesetting';

/** Environments that are displays of their own; MathJax refuses them between delimiters. */
const OWN_DISPLAY =
  /^\s*\\begin\{((?:align|alignat|eqnarray|equation|flalign|gather|multline)\*?)\}[^]*\\end\{\1\}\s*$/;

/** A formula as LaTeX in its delimiters, and room for its badge. */
export function drawMath(node: schema.Math): HTMLElement {
  const element = create(node.display ? 'div' : 'span', 'jp-Galactica-math');
  element.append(drawFormula(node.latex, node.display));
  return element;
}

/** A formula as LaTeX in its delimiters, for `typesetMath` to find; or its source, with why. */
export function drawFormula(latex: string, display = false): HTMLElement {
  const formula = create('span', 'jp-Galactica-formula');
  formula.dataset.latex = latex;
  const reason = fault(latex);
  if (reason) {
    showSource(formula, reason);
  } else {
    formula.classList.add(MATH_CLASS);
    formula.textContent = delimited(pageSource(latex), display);
  }
  return formula;
}

/** Typesets the formulas of one block; one that cannot be is shown as LaTeX, with the reason. */
export async function typesetMath(
  block: HTMLElement,
  typesetter: ILatexTypesetter | null
): Promise<void> {
  const formulas = block.querySelectorAll<HTMLElement>(`.${MATH_CLASS}`);
  if (!typesetter || formulas.length === 0) {
    return;
  }
  block.classList.add(TYPESETTING_CLASS);
  try {
    await typesetter.typeset(block);
  } catch (error) {
    console.warn('Formulas of an answer could not be typeset.', error);
    return;
  } finally {
    block.classList.remove(TYPESETTING_CLASS);
  }
  formulas.forEach(showFailure);
}

function showFailure(formula: HTMLElement): void {
  const reason = failureOf(formula);
  if (reason !== null) {
    formula.classList.remove(MATH_CLASS);
    showSource(formula, reason);
  }
}

function showSource(formula: HTMLElement, reason: string): void {
  formula.replaceChildren(
    create('code', '', formula.dataset.latex),
    create('span', 'jp-Galactica-fault', ` cannot be typeset: ${reason}`)
  );
}

/** MathJax leaves an element with its message, a command unknown to it as its name in red. */
function failureOf(formula: HTMLElement): string | null {
  const failed = formula.querySelector('[data-mjx-error]');
  if (failed) {
    return failed.getAttribute('data-mjx-error');
  }
  const unknown = [...formula.querySelectorAll('mtext[mathcolor="red"]')]
    .map(({ textContent }) => textContent)
    .find(words => words.startsWith('\\'));
  return unknown === undefined ? null : `${unknown} is no command it knows`;
}

function delimited(latex: string, display: boolean): string {
  if (!display) {
    return `\\(${latex}\\)`;
  }
  return OWN_DISPLAY.test(latex) ? latex : `\\[${latex}\\]`;
}
