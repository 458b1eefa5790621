/** Verdicts beside formulas that JupyterLab has drawn of the user's own text. */
import type { ILatexTypesetter } from '@jupyterlab/rendermime';

import { create } from '../answer/dom';
import type { EquationCheck } from '../answer/schema';
import { markMath } from '../answer/verdicts';
import { aligned, signatureOf, signatureOfDrawn } from './align';

/** A formula of the text and what is known of its equations. */
export interface JudgedFormula {
  id: number;
  latex: string;
  checks: readonly EquationCheck[];
}

const DRAWN = 'mjx-container, .katex';
/** Formulas in these are our own, with badges of their own. */
const OURS = '.jp-Galactica-answer, .jp-Galactica-badge';
const WRAPPER = 'jp-Galactica-own';

/**
 * Keeps badges beside the formulas of one part of a page: a cell, an output, a preview.
 *
 * They are in the page only, and nothing of them is in the document. What is drawn anew, such as a
 * cell that was edited, gets its badges anew, as long as `formulas` tells of its text.
 */
export class Badges {
  /** `root` stays while what it holds may be drawn anew; `formulas` is null for another text. */
  constructor(
    private readonly _root: HTMLElement,
    private readonly _formulas: () => readonly JudgedFormula[] | null,
    private readonly _typesetter: ILatexTypesetter | null
  ) {
    this._observer = new MutationObserver(() => {
      this._schedule();
    });
    this._observer.observe(_root, { childList: true, subtree: true });
    this.place();
  }

  /** Puts badges where they belong, and takes away those that do no more. */
  place(): void {
    const drawn = drawnFormulas(this._root);
    const formulas = this._formulas() ?? [];
    const numbers = aligned(
      drawn.map(signatureOfDrawn),
      formulas.map(({ latex }) => signatureOf(latex))
    );
    drawn.forEach((element, index) => {
      const number = numbers[index] ?? null;
      const formula = number === null ? undefined : formulas[number];
      if (formula && formula.checks.length > 0) {
        this._mark(element, formula);
      } else {
        this._unmark(element);
      }
    });
    this._observer.takeRecords(); // of our own doing
  }

  /** The formula as it is drawn, with its badge; null where it is not. */
  find(id: number): HTMLElement | null {
    return this._root.querySelector<HTMLElement>(`.${WRAPPER}[data-formula="${id}"]`);
  }

  dispose(): void {
    this._observer.disconnect();
    this._isDisposed = true;
    drawnFormulas(this._root).forEach(element => {
      this._unmark(element);
    });
  }

  private _schedule(): void {
    if (!this._isScheduled) {
      this._isScheduled = true;
      requestAnimationFrame(() => {
        this._isScheduled = false;
        if (!this._isDisposed) {
          this.place();
        }
      });
    }
  }

  private _mark(element: HTMLElement, { id, checks }: JudgedFormula): void {
    const wrapper = wrapperOf(element) ?? wrapped(element);
    wrapper.dataset.formula = String(id);
    if (this._shown.get(wrapper) !== checks) {
      this._shown.set(wrapper, checks);
      markMath(wrapper, checks, this._typesetter);
    }
  }

  private _unmark(element: HTMLElement): void {
    wrapperOf(element)?.replaceWith(element);
  }

  private readonly _observer: MutationObserver;
  private readonly _shown = new WeakMap<HTMLElement, readonly EquationCheck[]>();
  private _isScheduled = false;
  private _isDisposed = false;
}

function drawnFormulas(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(DRAWN)].filter(element => !element.closest(OURS));
}

function wrapperOf(element: HTMLElement): HTMLElement | null {
  const parent = element.parentElement;
  return parent?.classList.contains(WRAPPER) ? parent : null;
}

function wrapped(element: HTMLElement): HTMLElement {
  const display = element.hasAttribute('display') || element.closest('.katex-display') !== null;
  const wrapper = create(display ? 'div' : 'span', `jp-Galactica-math ${WRAPPER}`);
  element.replaceWith(wrapper);
  wrapper.append(element);
  return wrapper;
}
