/** The side panel: each equation and citation of a document with its verdict and reason. */
import type { ILatexTypesetter } from '@jupyterlab/rendermime';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import { create } from '../answer/dom';
import { CITATION_STATUSES } from '../answer/faces';
import { NO_MATH_CLASS, typesetMath } from '../answer/math';
import { tally } from '../answer/verdicts';
import { count } from '../answer/words';
import type { PartFindings } from './findings';
import { drawFormulas, drawWorks, isAccused, isAmiss, type Reveal } from './items';
import type { Session } from './session';

const NOTHING_YET =
  'Each equation and citation of a notebook, a Markdown or a LaTeX file, with its verdict and the reason. Nothing is written into your file.';
const FLASH_MS = 1500;

/** What can be done where nothing is shown yet: have the document in view checked. */
export interface PanelActions {
  check(): void;
  canCheck(): boolean;
}

export class ChecksPanel extends Widget {
  constructor(
    private readonly _typesetter: ILatexTypesetter | null,
    private readonly _actions: PanelActions
  ) {
    super();
    this.id = 'galactica-checks';
    this.addClass('jp-Galactica-checks');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', 'Checked equations');
    this._status.setAttribute('role', 'status');
    this._only.id = 'galactica-checks-only';
    this._only.type = 'checkbox';
    const label = create('label', 'jp-Galactica-checksOnly');
    label.append(this._only, ' Only what is wrong or doubtful');
    const buttons = create('div', 'jp-Galactica-checksButtons');
    buttons.append(this._check, this._clear);
    const header = create('div', 'jp-Galactica-checksHeader');
    header.append(this._name, this._status, buttons, label);
    this._list.tabIndex = 0; // so that it can be scrolled with the keyboard
    this._list.setAttribute('aria-label', 'Equations and citations');
    this._list.setAttribute('role', 'group');
    this.node.append(header, this._list);
    this._only.addEventListener('change', () => {
      this._list.classList.toggle('jp-mod-only', this._only.checked);
    });
    this._check.addEventListener('click', () => {
      if (!this._session) {
        this._actions.check();
      } else if (this._session.state.kind === 'checking') {
        this._session.stop();
      } else {
        void this._session.run();
      }
    });
    this._clear.addEventListener('click', () => {
      this._session?.clear();
      this._check.focus(); // the button that had it is disabled now
    });
    this._seen = new IntersectionObserver(entries => {
      entries
        .filter(({ isIntersecting }) => isIntersecting)
        .forEach(({ target }) => {
          this._seen.unobserve(target);
          void typesetMath(target as HTMLElement, this._typesetter);
        });
    });
    this.update();
  }

  /** The document whose checks are shown. */
  get session(): Session | null {
    return this._session;
  }

  set session(session: Session | null) {
    if (this._session !== session) {
      this._session?.changed.disconnect(this._onChanged);
      this._session = session;
      session?.changed.connect(this._onChanged);
      this.update();
    }
  }

  /** Moves the focus here. */
  focus(): void {
    (this._check.disabled ? this._list : this._check).focus();
  }

  override dispose(): void {
    this._seen.disconnect();
    super.dispose();
  }

  protected override onUpdateRequest(message: Message): void {
    super.onUpdateRequest(message);
    const session = this._session;
    const findings = session?.findings ?? [];
    const isChecking = session?.state.kind === 'checking';
    this._name.textContent = session?.target.name ?? '';
    this._name.hidden = session === null;
    setText(this._status, statusOf(session));
    this._status.setAttribute('aria-busy', String(isChecking)); // else each step is spoken
    this._status.dataset.state = session?.state.kind ?? 'idle';
    setText(this._check, isChecking ? 'Stop' : session ? 'Check again' : 'Check this document');
    this._check.disabled = !session && !this._actions.canCheck();
    this._clear.disabled = findings.length === 0;
    this._draw(session, findings);
  }

  /** Draws the parts; what stays as it was is not touched. */
  private _draw(session: Session | null, findings: readonly PartFindings[]): void {
    const drawn = new Map<string, Section>();
    for (const found of session ? findings : []) {
      const known = this._sections.get(found.part.key);
      const section =
        known?.session === session &&
        known.found.formulas === found.formulas &&
        known.found.works === found.works
          ? known
          : this._section(session, found);
      section.title.textContent = found.part.title;
      section.node.classList.toggle('jp-mod-stale', !found.part.isCurrent());
      section.found = found;
      drawn.set(found.part.key, section);
    }
    for (const [key, { node }] of this._sections) {
      if (drawn.get(key)?.node !== node) {
        this._seen.unobserve(node);
      }
    }
    this._sections = drawn;
    const nodes = [...drawn.values()].map(({ node }) => node);
    if (
      nodes.some((node, index) => this._list.children[index] !== node) ||
      nodes.length !== this._list.children.length
    ) {
      this._list.replaceChildren(...nodes);
    }
  }

  private _section(session: Session | null, found: PartFindings): Section {
    const node = create('section', `jp-Galactica-checksPart ${NO_MATH_CLASS}`);
    const title = create('h3');
    const section: Section = { session, found, node, title };
    const reveal: Reveal = (place, formula) => {
      void session?.reveal(section.found.part, place, formula).then(flash);
    };
    const list = create('ul');
    list.append(...drawFormulas(found.formulas, reveal), ...drawWorks(found.works, reveal));
    node.classList.toggle(
      'jp-mod-sound',
      !found.formulas.some(({ checks }) => checks.some(isAccused)) &&
        !found.works.some(({ citation }) => isAmiss(citation))
    );
    node.hidden = list.children.length === 0;
    const stale = create('p', 'jp-Galactica-checksStale', 'Changed since it was checked.');
    node.append(title, stale, list);
    this._seen.observe(node);
    return section;
  }

  private readonly _name = create('div', 'jp-Galactica-checksName');
  private readonly _status = create('div', 'jp-Galactica-checksStatus');
  private readonly _check = button('jp-Galactica-checksAgain jp-mod-styled');
  private readonly _clear = button('jp-Galactica-checksClear jp-mod-styled', 'Remove badges');
  private readonly _only = create('input');
  private readonly _list = create('div', 'jp-Galactica-checksList');
  private readonly _seen: IntersectionObserver;
  /** Once for all changes until the next frame. */
  private readonly _onChanged = (): void => {
    this.update();
  };
  private _sections = new Map<string, Section>();
  private _session: Session | null = null;
}

/** A part as it is drawn. */
interface Section {
  readonly session: Session | null;
  found: PartFindings;
  readonly node: HTMLElement;
  readonly title: HTMLElement;
}

function button(className: string, text = ''): HTMLButtonElement {
  const made = create('button', className, text);
  made.type = 'button';
  return made;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function statusOf(session: Session | null): string {
  const state = session?.state ?? { kind: 'idle' };
  switch (state.kind) {
    case 'checking':
      return state.formulas > 0
        ? `Checking: ${state.judged} of ${count(state.formulas, 'formula')} …`
        : 'Reading …';
    case 'failed':
      return state.message;
    case 'done':
      return [summary(session?.findings ?? []), state.coverage, ...state.problems]
        .filter(Boolean)
        .join(' ');
    case 'idle':
      return session && session.findings.length > 0 ? summary(session.findings) : NOTHING_YET;
  }
}

/** "1 refuted, 3 hold. Of 2 citations 1 not verified: not found." */
function summary(findings: readonly PartFindings[]): string {
  const checks = findings.flatMap(({ formulas }) => formulas.flatMap(formula => formula.checks));
  const works = new Map(
    findings.flatMap(found => found.works).map(({ citation }) => [citation.text, citation.status])
  );
  const statuses = Object.entries(CITATION_STATUSES)
    .map(([status, { word }]) => {
      const number = [...works.values()].filter(each => each === status).length;
      return number > 0 ? `${number} ${word}` : '';
    })
    .filter(Boolean);
  return [
    checks.length > 0 ? `${capitalized(tally(checks))}.` : 'No equation was found.',
    statuses.length > 0 ? `${count(works.size, 'work')} cited: ${statuses.join(', ')}.` : ''
  ]
    .filter(Boolean)
    .join(' ');
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Draws the eye to an element for a moment. */
function flash(element: HTMLElement | null): void {
  if (element) {
    element.classList.remove('jp-Galactica-flash');
    element.getBoundingClientRect(); // so that the animation begins anew
    element.classList.add('jp-Galactica-flash');
    setTimeout(() => {
      element.classList.remove('jp-Galactica-flash');
    }, FLASH_MS);
  }
}
