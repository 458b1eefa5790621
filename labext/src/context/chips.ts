/** What is attached to the message that is being written, with what it will cost. */
import { create } from '../answer/dom';
import { sentenceOf } from '../http';
import { type Asked, type Attachment, attachedText, questionOf } from './attachment';

/** What asking a question takes of the model's window, in tokens. */
export interface Budget {
  window: number;
  prompt: number;
  room: number;
  /** So many of the prompt will go unread. */
  dropped: number;
  /** Those of each text that is attached. */
  attached: number[];
}

export type Counter = (prompt: string, attached: readonly string[]) => Promise<Budget>;

/** Milliseconds without a change after which the message is counted. */
const PAUSE = 400;
/** A question has some length; before it is written, this one stands for it. */
const ANY_QUESTION = 'Why is that?';

/** A row of chips, each with its tokens and a button that removes it, and a line on the window. */
export class Chips {
  /**
   * @param _count - asks the server what a question takes
   * @param _onChange - called when the user has removed something
   */
  constructor(
    private readonly _count: Counter,
    private readonly _onChange: () => void
  ) {
    this._list.setAttribute('aria-label', 'Attached');
    this._line.setAttribute('role', 'status');
    this.node.append(this._list, this._line);
    this._draw();
  }

  readonly node = create('div', 'jp-Galactica-attached');

  get attached(): readonly Attachment[] {
    return this._attached;
  }

  set attached(attached: readonly Attachment[]) {
    this._attached = attached;
    this._draw();
  }

  /** Attaches something; what is there already under its name gives way to it. */
  add(added: Attachment): void {
    this.attached = [...this._attached.filter(({ label }) => label !== added.label), added];
  }

  /** Counts the message anew, once it has not changed for a moment. */
  count(message: string): void {
    clearTimeout(this._pause);
    if (this._attached.length > 0) {
      this._pause = setTimeout(() => {
        void this._tell({ message: message.trim() || ANY_QUESTION, attached: this._attached });
      }, PAUSE);
    }
  }

  /** Says why something could not be attached. */
  setProblem(sentence: string): void {
    this._line.textContent = sentence;
    this._line.dataset.tone = 'doubt';
    this.node.hidden = false;
  }

  dispose(): void {
    clearTimeout(this._pause);
  }

  private async _tell(asked: Asked): Promise<void> {
    let words: string;
    try {
      const budget = await this._count(questionOf(asked), asked.attached.map(attachedText));
      if (this._attached !== asked.attached) {
        return; // counted again by now
      }
      budget.attached.forEach((tokens, place) => {
        this._costs[place]?.replaceChildren(` ${tokensOf(tokens)}`);
      });
      words = inWords(budget);
      this._line.dataset.tone = budget.dropped > 0 ? 'doubt' : '';
    } catch (error) {
      words = sentenceOf(error);
      this._line.dataset.tone = 'doubt';
    }
    this._line.textContent = words;
  }

  private _draw(): void {
    clearTimeout(this._pause);
    const chips = this._attached.map(each => this._chip(each));
    this._list.replaceChildren(...chips);
    this._costs = chips.map(chip => chip.querySelector('.jp-Galactica-attachmentCost'));
    this._line.textContent = '';
    this.node.hidden = chips.length === 0;
  }

  private _chip(attached: Attachment): HTMLElement {
    const chip = create('li', 'jp-Galactica-attachment');
    const label = create('span', 'jp-Galactica-attachmentLabel', attached.label);
    label.title = attached.text.slice(0, 500);
    const remove = create('button', 'jp-Galactica-plainButton', '×');
    remove.type = 'button';
    remove.setAttribute('aria-label', `Remove ${attached.label}`);
    remove.addEventListener('click', () => {
      this.attached = this._attached.filter(each => each !== attached);
      this._onChange();
    });
    chip.append(label, create('span', 'jp-Galactica-attachmentCost'), remove);
    return chip;
  }

  private readonly _list = create('ul');
  private readonly _line = create('div', 'jp-Galactica-window');
  private _attached: readonly Attachment[] = [];
  private _costs: (Element | null)[] = [];
  private _pause: ReturnType<typeof setTimeout> | undefined;
}

function inWords({ window, prompt, dropped }: Budget): string {
  return dropped > 0
    ? `Too long for the window of ${tokensOf(window)}: ${tokensOf(dropped)} from the middle of the context will go unread.`
    : `${tokensOf(prompt)} of the window of ${window.toLocaleString('en')}.`;
}

function tokensOf(tokens: number): string {
  return `${tokens.toLocaleString('en')} token${tokens === 1 ? '' : 's'}`;
}
