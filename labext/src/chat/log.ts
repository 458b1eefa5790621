import type { ILatexTypesetter } from '@jupyterlab/rendermime';
import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';

import type { CodeTools } from '../answer/code';
import { create } from '../answer/dom';
import { AnswerView } from '../answer/view';

/** So near to its end, in pixels, the log is taken to be read along. */
const NEAR_END = 24;

/** What was said, oldest first; it follows a growing answer unless the reader scrolled up. */
export class ChatLog extends Panel {
  constructor(
    private readonly _typesetter: ILatexTypesetter | null,
    private readonly _codeTools: CodeTools | null = null
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
  }

  /** Shows a question, and the place where its answer will be drawn. */
  addQuestion(question: string): AnswerView {
    const asked = new Widget({ node: create('div', 'jp-Galactica-question', question) });
    asked.node.dir = 'auto';
    const answer = new AnswerView(this._typesetter, this._codeTools);
    this.addWidget(asked);
    this.addWidget(answer);
    this._resizes.observe(answer.node);
    this._following = true;
    this._follow();
    return answer;
  }

  clear(): void {
    for (const widget of [...this.widgets]) {
      this._resizes.unobserve(widget.node);
      widget.dispose();
    }
    this._following = true;
  }

  override dispose(): void {
    this._resizes.disconnect();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._follow();
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
  private _following = true;
  private _lastTop = 0;
}
