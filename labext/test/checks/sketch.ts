/** A document of parts, such as a notebook of cells, drawn as MathJax does. */
import { Widget } from '@lumino/widgets';

import type { CheckedDocument, Checker, Formula, Place, Step } from '../../src/checks/steps';
import type { Part, Snapshot, Target } from '../../src/checks/target';
import { equation } from '../fixtures';

export function place(cell: number, line = 1): Place {
  return { line, column: 1, cell, output: null, file: null };
}

/** A cell with a formula of letters, digits and signs. */
export class SketchCell implements Part {
  constructor(
    readonly key: string,
    public latex: string,
    private readonly _cells: SketchCell[]
  ) {
    this.draw();
  }

  get group(): string {
    return this.key;
  }

  get order(): number {
    return this._cells.findIndex(({ key }) => key === this.key);
  }

  get title(): string {
    return `Cell ${this.order + 1}`;
  }

  /** As a notebook does where a cell was edited. */
  draw(latex = this.latex): void {
    this.latex = latex;
    this.node.innerHTML = `<p>It is <mjx-container><mjx-assistive-mml>${latex}</mjx-assistive-mml></mjx-container>.</p>`;
  }

  isCurrent(): boolean {
    return true;
  }

  root(): HTMLElement {
    return this.node;
  }

  reveal(at: Place): Promise<void> {
    this.revealed.push(at);
    return Promise.resolve();
  }

  readonly node = document.createElement('div');
  readonly revealed: Place[] = [];
}

export class SketchTarget implements Target {
  constructor(...formulas: string[]) {
    for (const [index, latex] of formulas.entries()) {
      this.cells.push(new SketchCell(`c${index}`, latex, this.cells));
    }
    document.body.replaceChildren(...this.cells.map(({ node }) => node));
  }

  readonly cells: SketchCell[] = [];
  readonly widget = new Widget();
  readonly name = 'paper.ipynb';
  readonly path = 'folder/paper.ipynb';
  readonly ready = Promise.resolve();

  get key(): object {
    return this.widget;
  }

  snapshot(): Snapshot {
    const parts = this.cells.map(cell => {
      const { latex } = cell;
      return Object.create(cell, { isCurrent: { value: () => cell.latex === latex } }) as Part;
    });
    return {
      content: JSON.stringify(this.cells.map(({ latex }) => latex)),
      partAt: ({ cell }) => parts[(cell ?? 0) - 1] ?? null
    };
  }
}

/** Judges equations of numbers, one formula a step; `wait` holds it up before each. */
export class SketchChecker {
  readonly asked: CheckedDocument[] = [];
  stopped = 0;
  works: Step & { type: 'works' } = { type: 'works', works: [] };
  wait: () => Promise<void> = () => Promise.resolve();

  readonly check: Checker = (document, signal) => this._steps(document, signal);

  private async *_steps(asked: CheckedDocument, signal: AbortSignal): AsyncGenerator<Step> {
    this.asked.push(asked);
    const formulas = (JSON.parse(asked.content) as string[])
      .map((latex, id): Formula => ({ id, latex, place: place(id + 1) }))
      .filter(formula => asked.cell === undefined || formula.place.cell === asked.cell);
    yield { type: 'formulas', formulas };
    for (const [index, { id, latex }] of formulas.entries()) {
      await this.wait();
      if (signal.aborted) {
        this.stopped++;
        throw new DOMException('aborted', 'AbortError');
      }
      const [left, right] = latex.split('=');
      const verdict = left === right ? 'holds' : 'refuted';
      const equations = [equation({ latex, verdict, math: id, reason: `It is ${verdict}.` })];
      yield { type: 'equations', equations, formulas: index + 1 };
    }
    yield this.works;
    yield { type: 'done', coverage: 'All judged.', problems: ['No bibliography.'] };
  }
}
