import type { ILatexTypesetter } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';

import { drawReferences, numberMarkers } from './citations';
import { type CodeTools, equipCode, markCode } from './code';
import { create } from './dom';
import { drawBlock } from './draw';
import { drawFooter } from './footer';
import { followLink } from './links';
import { Marks } from './marks';
import { typesetMath } from './math';
import type {
  Answer,
  Block,
  Citation,
  CodeCheck,
  EquationCheck,
  MoleculeCheck,
  SequenceCheck
} from './schema';
import { followScrollers } from './scrolling';
import { copyWithFormulas } from './selection';
import { markMolecule, markSequence } from './substances';
import { TailReader } from './tail';
import { markMath } from './verdicts';

/**
 * Draws one answer, whole or as it grows, for cell outputs and the sidebar alike.
 *
 * A block that is drawn stays as it is: new text goes to a plain tail, without what would be drawn
 * otherwise, and verdicts are added to the elements they belong to.
 */
export class AnswerView extends Widget {
  constructor(
    private readonly _typesetter: ILatexTypesetter | null,
    private readonly _codeTools: CodeTools | null = null
  ) {
    super({ node: create('article', 'jp-Galactica-answer') });
    this._idPrefix = `galactica-${++viewCount}`;
    this.node.append(
      this._offer,
      this._blocks,
      this._tailElement,
      this._status,
      this._references,
      this._ending
    );
    this._tailElement.append(this._tail);
    this._tailElement.dir = 'auto';
    this._status.hidden = true;
    this.node.addEventListener('click', followLink);
    this.node.addEventListener('copy', copyWithFormulas);
  }

  /** Shows an answer, complete or growing; blocks that are drawn already are not touched. */
  setAnswer(answer: Answer): void {
    this.setText(answer);
    this.setChecks(answer);
  }

  /** Shows the text of an answer; what is known of its verdicts stays. */
  setText(answer: Answer): void {
    if (!this._continues(answer.blocks)) {
      this.clear();
    }
    answer.blocks.slice(this._sources.length).forEach(block => {
      this._draw(block);
    });
    this._setTail(answer.tail);
  }

  /** Shows the verdicts of the answer that is drawn, and how it ended. */
  setChecks(answer: Answer): void {
    this._setEquations(answer.equations);
    this.setCitations(answer.citations);
    answer.molecules.forEach(check => {
      this.setMolecule(check);
    });
    answer.sequences.forEach(check => {
      this.setSequence(check);
    });
    answer.code.forEach(check => {
      this.setCode(check);
    });
    if (answer.finish_reason === null) {
      this._ending.replaceChildren();
      this.setStatus(answer.status);
    } else {
      this.setStatus('');
      this._ending.replaceChildren(drawFooter(answer));
    }
    if (answer.error) {
      this.setError(answer.error);
    }
  }

  /** Adds to the text after the last closed block. */
  appendText(text: string): void {
    this._source += text;
    this._tail.appendData(this._reader.push(text));
  }

  /** Draws a block that is final, and the text that remains after it. */
  closeBlock(block: Block, tail: string): void {
    this._draw(block);
    this._setTail(tail);
  }

  setEquation(check: EquationCheck): void {
    const others = this._equations.get(check.math) ?? [];
    this._markEquations(check.math, [
      ...others.filter(other => other.start !== check.start),
      check
    ]);
  }

  setCitations(citations: readonly Citation[]): void {
    numberMarkers(this._marks.citations, citations, this._idPrefix);
    const shown = JSON.stringify(citations);
    if (shown !== this._shownReferences) {
      this._shownReferences = shown;
      const list = drawReferences(citations, this._idPrefix);
      this._references.replaceChildren(...(list ? [list] : []));
    }
  }

  setMolecule(check: MoleculeCheck): void {
    this._mark(this._marks.molecules.get(check.molecule), check, markMolecule);
  }

  setSequence(check: SequenceCheck): void {
    this._mark(this._marks.sequences.get(check.start), check, markSequence);
  }

  setCode(check: CodeCheck): void {
    this._mark(this._marks.code.get(check.code), check, markCode);
  }

  /** Says what is being done; empty where nothing is. */
  setStatus(status: string): void {
    if (this._status.textContent !== status) {
      this._status.textContent = status;
    }
    this._status.hidden = status === '';
  }

  /** Says in a sentence why there is no answer, or no more of it; what is drawn stays. */
  setError(sentence: string): void {
    this.setStatus('');
    this._ending.querySelector('.jp-Galactica-error')?.remove();
    this._ending.prepend(create('p', 'jp-Galactica-error', sentence));
  }

  /** Offers to check again what is only said; null where that is not so. */
  setOffer(offer: HTMLElement | null): void {
    this._offer.replaceChildren(...(offer ? [offer] : []));
  }

  /** Says in a word or two how an answer ended that has no footer. */
  setEnding(words: string): void {
    this.setStatus('');
    this._ending.replaceChildren(create('footer', 'jp-Galactica-footer', words));
  }

  /** Begins anew: what was drawn is void. */
  clear(): void {
    this._marks.clear();
    this._equations.clear();
    this._sources.length = 0;
    this._untypeset.length = 0;
    this._setTail('');
    this._shownReferences = '[]';
    this._offer.replaceChildren();
    this._blocks.replaceChildren();
    this._references.replaceChildren();
    this._ending.replaceChildren();
  }

  protected override onAfterAttach(): void {
    // MathJax measures the surroundings of a formula, which only the page has.
    for (const block of this._untypeset.splice(0)) {
      void typesetMath(block, this._typesetter);
    }
  }

  private _continues(blocks: readonly Block[]): boolean {
    return this._sources.every((source, index) => blocks[index]?.source === source);
  }

  private _draw(block: Block): void {
    const element = drawBlock(block, this._marks);
    if (this._codeTools) {
      equipCode(element, this._codeTools);
    }
    followScrollers(element);
    this._blocks.append(element);
    this._sources.push(block.source);
    if (this.isAttached) {
      void typesetMath(element, this._typesetter);
    } else {
      this._untypeset.push(element);
    }
  }

  private _setTail(tail: string): void {
    if (!tail.startsWith(this._source)) {
      this._reader = new TailReader();
      this._source = this._tail.data = '';
    }
    this.appendText(tail.slice(this._source.length));
  }

  private _setEquations(checks: readonly EquationCheck[]): void {
    const byFormula = new Map<number, EquationCheck[]>();
    for (const check of checks) {
      byFormula.set(check.math, [...(byFormula.get(check.math) ?? []), check]);
    }
    for (const math of this._marks.math.keys()) {
      this._markEquations(math, byFormula.get(math) ?? []);
    }
  }

  private _markEquations(math: number, checks: readonly EquationCheck[]): void {
    const shown = this._equations.get(math) ?? [];
    const element = this._marks.math.get(math);
    if (element && JSON.stringify(shown) !== JSON.stringify(checks)) {
      this._equations.set(math, checks);
      markMath(element, checks, this._typesetter);
    }
  }

  private _mark<Check>(
    element: HTMLElement | undefined,
    check: Check,
    mark: (element: HTMLElement, check: Check) => void
  ): void {
    const shown = JSON.stringify(check);
    if (element && this._shownChecks.get(element) !== shown) {
      this._shownChecks.set(element, shown);
      mark(element, check);
    }
  }

  private readonly _idPrefix: string;
  private readonly _offer = create('div');
  private readonly _blocks = create('div', 'jp-Galactica-blocks');
  private readonly _tailElement = create('div', 'jp-Galactica-tail');
  private readonly _tail = document.createTextNode('');
  private _reader = new TailReader();
  private _source = ''; // of the tail, as it came
  private readonly _status = create('div', 'jp-Galactica-status');
  private readonly _references = create('div');
  private readonly _ending = create('div');
  private readonly _marks = new Marks();
  private readonly _sources: string[] = [];
  private readonly _untypeset: HTMLElement[] = [];
  private readonly _equations = new Map<number, readonly EquationCheck[]>();
  private readonly _shownChecks = new WeakMap<HTMLElement, string>();
  private _shownReferences = '[]';
}

/** Ids in a page are unique, and a page may show many answers. */
let viewCount = 0;
