import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';

import { create } from '../answer/dom';
import { drawQuestion } from '../context/question';
import type { Turn } from './conversations';
import { type Tools, type TurnActions, TurnView } from './turn';

/** So near to its end, in pixels, the log is taken to be read along. */
const NEAR_END = 24;
/** How far from what is seen answers are drawn already. */
const DRAWN_AROUND = '600px 0px';

/** What was said, oldest first; it follows a growing answer unless the reader scrolled up. */
export class ChatLog extends Panel {
  /** @param _onTop - called when the reader comes to the first turn that is there */
  constructor(
    private readonly _tools: Tools,
    private readonly _actions: TurnActions,
    private readonly _onTop: () => void
  ) {
    super();
    this.addClass('jp-Galactica-log');
    this.node.setAttribute('role', 'log');
    this.node.setAttribute('aria-label', 'Conversation');
    // A log is announced as it changes, which would be each token: `announce` speaks instead.
    this.node.setAttribute('aria-live', 'off');
    this.node.tabIndex = 0; // so that it can be scrolled with the keyboard
    this.node.addEventListener('scroll', () => {
      this._onScroll();
    });
    this._resizes = new ResizeObserver(() => {
      this._follow();
    });
    this._resizes.observe(this.node);
    this._sights = new IntersectionObserver(
      entries => {
        this._onSight(entries);
      },
      { root: this.node, rootMargin: DRAWN_AROUND }
    );
  }

  get turns(): readonly TurnView[] {
    return this._turns;
  }

  get last(): TurnView | null {
    return this._turns[this._turns.length - 1] ?? null;
  }

  /** Shows the end of a conversation; what stands there already and is the same stays. */
  showEnd(turns: readonly Turn[]): void {
    const first = turns[0];
    const kept = first ? this._turns.findIndex(({ turn }) => turn.id === first.parent) + 1 : 0;
    this._replaceFrom(kept, turns);
  }

  /** Shows the turns that come after one, null for the first; others go. */
  showAfter(parent: number | null, turns: readonly Turn[]): void {
    this._replaceFrom(this._turns.findIndex(({ turn }) => turn.id === parent) + 1, turns);
    this._following = true;
    this._follow();
  }

  /** Puts earlier turns before those that are there; what is read stays where it is. */
  showBefore(turns: readonly Turn[]): void {
    const below = this.node.scrollHeight - this.node.scrollTop;
    turns.forEach((turn, place) => {
      this._insert(place, turn);
    });
    this.placeNotices();
    this.node.scrollTop = this.node.scrollHeight - below;
  }

  /** Shows a message that is on its way to the server; null once it is there. */
  showPending(message: string | null): void {
    this._pending?.dispose();
    this._pending = null;
    if (message !== null) {
      const asked = create('div', 'jp-Galactica-question');
      const text = create('div', 'jp-Galactica-questionText');
      text.append(...drawQuestion(message));
      asked.append(text);
      this._pending = new Widget({ node: asked });
      this._pending.addClass('jp-mod-pending');
      this.addWidget(this._pending);
      this._following = true;
      this._follow();
    }
  }

  /** Says at the end, in a sentence, what went wrong; null once it is over. */
  showProblem(sentence: string | null): void {
    this._problem?.dispose();
    this._problem = null;
    if (sentence !== null) {
      this._problem = new Widget({ node: create('p', 'jp-Galactica-error', sentence) });
      this.addWidget(this._problem);
      this._follow();
    }
  }

  /** Has a notice stand under the first answer that carries it, not under every one. */
  placeNotices(): void {
    const said = new Set<unknown>();
    for (const view of this._turns) {
      const notice = view.turn.answer?.provenance.notice;
      const isCut = said.size === 0 && view === this._turns[0] && view.turn.parent !== null;
      view.toggleClass('jp-mod-noticeSaid', said.has(notice) || isCut);
      said.add(notice);
    }
  }

  clear(): void {
    this._replaceFrom(0, []);
    this.showPending(null);
    this.showProblem(null);
    this._following = true;
  }

  override dispose(): void {
    this._resizes.disconnect();
    this._sights.disconnect();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._follow();
  }

  private _replaceFrom(start: number, turns: readonly Turn[]): void {
    let place = start;
    for (const turn of turns) {
      const there = this._turns[place];
      if (there?.turn.id === turn.id) {
        there.setTurn(turn);
      } else {
        this._removeFrom(place);
        this._insert(place, turn);
      }
      place++;
    }
    this._removeFrom(place);
    this.placeNotices();
  }

  private _insert(place: number, turn: Turn): void {
    const view = new TurnView(turn, this._tools, this._actions);
    this._turns.splice(place, 0, view);
    this.insertWidget(place, view);
    this._resizes.observe(view.node);
    this._sights.observe(view.node);
  }

  private _removeFrom(place: number): void {
    for (const view of this._turns.splice(place)) {
      this._resizes.unobserve(view.node);
      this._sights.unobserve(view.node);
      view.dispose();
    }
  }

  private _onSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const view = this._turns.find(({ node }) => node === target);
      if (isIntersecting) {
        view?.draw();
      } else {
        view?.undraw();
      }
      if (isIntersecting && view && view === this._turns[0]) {
        this._onTop();
      }
    }
  }

  /** Only scrolling up is the reader's doing: the end moves away by itself as an answer grows. */
  private _onScroll(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) {
      this._following = true;
    } else if (scrollTop < this._lastTop) {
      this._following = false;
    }
    this._lastTop = scrollTop;
  }

  private _follow(): void {
    if (this._following) {
      this.node.scrollTop = this.node.scrollHeight;
    }
  }

  private readonly _resizes: ResizeObserver;
  private readonly _sights: IntersectionObserver;
  private readonly _turns: TurnView[] = [];
  private _pending: Widget | null = null;
  private _problem: Widget | null = null;
  private _following = true;
  private _lastTop = 0;
}
