/** The checks of one document: run, cancelled, kept, and shown beside its formulas. */
import type { ILatexTypesetter } from '@jupyterlab/rendermime';
import { type ISignal, Signal } from '@lumino/signaling';

import { Badges, type JudgedFormula } from './badges';
import { Findings, type PartFindings } from './findings';
import type { Checker, Place, Step } from './steps';
import type { Part, Target } from './target';

export type SessionState =
  | { kind: 'idle' }
  | { kind: 'checking'; judged: number; formulas: number }
  | { kind: 'done'; coverage: string; problems: readonly string[] }
  | { kind: 'failed'; message: string };

export class Session {
  constructor(
    readonly target: Target,
    private readonly _check: Checker,
    private readonly _typesetter: ILatexTypesetter | null
  ) {
    target.widget.disposed.connect(() => {
      this.dispose();
    });
  }

  /** Emitted whenever `state` or `findings` are others. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): SessionState {
    return this._state;
  }

  /** What was found, in the order of the document. */
  get findings(): readonly PartFindings[] {
    return this._findings;
  }

  /**
   * Checks the document as it stands now, or one of its cells; a check that is under way is ended.
   *
   * What was found before stays until it is known anew.
   */
  async run(cell?: number): Promise<void> {
    this._running?.abort();
    const running = (this._running = new AbortController());
    const isOver = (): boolean => running.signal.aborted;
    this._setState({ kind: 'checking', judged: 0, formulas: 0 });
    await this.target.ready;
    if (isOver()) {
      return;
    }
    const snapshot = this.target.snapshot();
    const { path } = this.target;
    const found = new Findings(snapshot, cell);
    try {
      const document = { path, content: snapshot.content, ...(cell !== undefined && { cell }) };
      for await (const step of this._check(document, running.signal)) {
        if (isOver()) {
          return;
        }
        this._take(step, found);
      }
      this._checked = cell === undefined ? snapshot.content : this._checked;
    } catch (error) {
      if (!isOver()) {
        const message = error instanceof Error ? error.message : String(error);
        this._setState({ kind: 'failed', message });
      }
    }
  }

  /** As `run`, of a document that has changed since it was checked, or never was. */
  async rerun(): Promise<void> {
    if (this.target.snapshot().content === this._checked) {
      this.noteChange();
    } else {
      await this.run();
    }
  }

  /** Says that the document has changed, and so which of its parts are still as they were checked. */
  noteChange(): void {
    this._changed.emit();
  }

  /** Ends a check that is under way; what it found stays. */
  stop(): void {
    this._running?.abort();
    if (this._state.kind === 'checking') {
      this._setState({ kind: 'idle' });
    }
  }

  /** Forgets what was found, and takes the badges away. */
  clear(): void {
    this._running?.abort();
    this._checked = null;
    this._setFindings([]);
    this._setState({ kind: 'idle' });
  }

  /** Brings a place of the document into view, and its formula where it is one. */
  async reveal(part: Part, place: Place, formula?: number): Promise<HTMLElement | null> {
    await part.reveal(place);
    const found = formula === undefined ? null : this._badges.get(part.key)?.badges.find(formula);
    const shown = found ?? part.root();
    shown?.scrollIntoView({ block: found ? 'center' : 'nearest' });
    return shown;
  }

  dispose(): void {
    this._running?.abort();
    for (const { badges } of this._badges.values()) {
      badges.dispose();
    }
    this._badges.clear();
    Signal.clearData(this);
  }

  private _take(step: Step, found: Findings): void {
    switch (step.type) {
      case 'formulas':
        found.addFormulas(step.formulas);
        this._setState({ kind: 'checking', judged: 0, formulas: step.formulas.length });
        break;
      case 'equations':
        found.addEquations(step.equations);
        this._setFindings(found.merged(this._findings, step.formulas));
        this._setState({
          kind: 'checking',
          judged: step.formulas,
          formulas: found.count
        });
        break;
      case 'works':
        found.addWorks(step.works);
        break;
      case 'done':
        this._setFindings(found.merged(this._findings, null));
        this._setState({ kind: 'done', coverage: step.coverage, problems: step.problems });
    }
  }

  private _setState(state: SessionState): void {
    this._state = state;
    this._changed.emit();
  }

  private _setFindings(findings: readonly PartFindings[]): void {
    this._findings = findings;
    const kept = new Set(findings.map(({ part }) => part.key));
    for (const [key, { badges }] of this._badges) {
      if (!kept.has(key)) {
        badges.dispose();
        this._badges.delete(key);
      }
    }
    for (const { part } of findings) {
      this._show(part);
    }
  }

  private _show(part: Part): void {
    const root = part.root();
    const shown = this._badges.get(part.key);
    if (shown && shown.root === root) {
      shown.badges.place();
      return;
    }
    shown?.badges.dispose();
    if (root) {
      const badges = new Badges(root, () => this._current(part.key), this._typesetter);
      this._badges.set(part.key, { root, badges });
    }
  }

  /** What is known of a part's formulas, as long as they are those that were checked. */
  private _current(key: string): readonly JudgedFormula[] | null {
    const found = this._findings.find(({ part }) => part.key === key);
    return found?.part.isCurrent() ? found.formulas : null;
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _badges = new Map<string, { root: HTMLElement; badges: Badges }>();
  private _findings: readonly PartFindings[] = [];
  private _state: SessionState = { kind: 'idle' };
  private _running: AbortController | null = null;
  /** What was checked last, as a whole. */
  private _checked: string | null = null;
}
