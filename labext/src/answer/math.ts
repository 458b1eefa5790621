import type { ILatexTypesetter } from '@jupyterlab/rendermime';

import { create } from './dom';
import type * as schema from './schema';

/** MathJax looks for formulas everywhere but here: a price in prose is no formula. */
export const NO_MATH_CLASS = 'mathjax_ignore';
const MATH_CLASS = 'mathjax_process';

/** Environments that are displays of their own; MathJax refuses them between delimiters. */
const OWN_DISPLAY =
  /^\s*\\begin\{((?:align|alignat|eqnarray|equation|flalign|gather|multline)\*?)\}[^]*\\end\{\1\}\s*$/;

/** A formula as LaTeX in its delimiters, and room for its badge. */
export function drawMath(node: schema.Math): HTMLElement {
  const element = create(node.display ? 'div' : 'span', 'jp-Galactica-math');
  element.append(create('span', `jp-Galactica-formula ${MATH_CLASS}`, delimited(node)));
  return element;
}

/** Typesets the formulas of one block; where that fails, their LaTeX stays visible. */
export async function typesetMath(
  block: HTMLElement,
  typesetter: ILatexTypesetter | null
): Promise<void> {
  if (!typesetter || !block.querySelector(`.${MATH_CLASS}`)) {
    return;
  }
  try {
    await typesetter.typeset(block);
  } catch (error) {
    console.warn('Formulas of an answer could not be typeset.', error);
  }
}

function delimited({ latex, display }: schema.Math): string {
  if (!display) {
    return `\\(${latex}\\)`;
  }
  return OWN_DISPLAY.test(latex) ? latex : `\\[${latex}\\]`;
}
