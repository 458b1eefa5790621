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
  element.append(drawFormula(node.latex, node.display));
  return element;
}

/** A formula as LaTeX in its delimiters, for `typesetMath` to find. */
export function drawFormula(latex: string, display = false): HTMLElement {
  const formula = create(
    'span',
    `jp-Galactica-formula ${MATH_CLASS}`,
    delimited({ latex, display })
  );
  formula.dataset.latex = latex;
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
  try {
    await typesetter.typeset(block);
  } catch (error) {
    console.warn('Formulas of an answer could not be typeset.', error);
    return;
  }
  formulas.forEach(showFailure);
}

function showFailure(formula: HTMLElement): void {
  const reason = failureOf(formula);
  if (reason !== null) {
    formula.classList.remove(MATH_CLASS);
    formula.replaceChildren(
      create('code', '', formula.dataset.latex),
      create('span', 'jp-Galactica-fault', ` cannot be typeset: ${reason}`)
    );
  }
}

/**
 * MathJax leaves an element with its message, an unknown command as its name in red, and what lacks
 * a brace untouched.
 */
function failureOf(formula: HTMLElement): string | null {
  const failed = formula.querySelector('[data-mjx-error]');
  if (failed) {
    return failed.getAttribute('data-mjx-error');
  }
  if (formula.childElementCount === 0 && !hasPairedBraces(formula.dataset.latex ?? '')) {
    return 'its braces do not pair';
  }
  const unknown = [...formula.querySelectorAll('mtext[mathcolor="red"]')]
    .map(({ textContent }) => textContent)
    .find(words => words.startsWith('\\'));
  return unknown === undefined ? null : `${unknown} is no command it knows`;
}

function hasPairedBraces(latex: string): boolean {
  let depth = 0;
  for (const [brace] of latex.replace(/\\[^]/g, '').matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}

function delimited({ latex: source, display }: Pick<schema.Math, 'latex' | 'display'>): string {
  // As a comment a per cent sign would hide what follows it.
  const latex = source.replace(/\\[^]|%/g, mark => (mark === '%' ? '\\%' : mark));
  if (!display) {
    return `\\(${latex}\\)`;
  }
  return OWN_DISPLAY.test(latex) ? latex : `\\[${latex}\\]`;
}
