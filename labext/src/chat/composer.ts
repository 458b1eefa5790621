import { create } from '../answer/dom';
import { type Attachment, questionOf, readQuestion } from '../context/attachment';
import { Chips, type Counter } from '../context/chips';
import { Mentions, type Offers } from '../context/mentions';
import { sentenceOf } from '../http';
import type { ChatSettings } from '../settings';
import { plainButton } from '../menu';

/** Milliseconds without typing after which a draft is kept. */
const PAUSE = 300;

/** The box a message is written in, with what is attached to it, Send and Stop. */
export class Composer {
  /**
   * @param offers - what can be attached by an `@`
   * @param count - tells what a message with context costs
   * @param onSend - called with the message, once it is taken out of the box
   * @param onStop - called when the user wants no more of the answer
   * @param onDraft - called with what is in the box, soon after it was changed
   */
  constructor(
    offers: Offers,
    count: Counter,
    private readonly _onSend: (message: string) => void,
    private readonly _onStop: () => void,
    private readonly _onDraft: (draft: string) => void
  ) {
    this._chips = new Chips(count, () => {
      this._changed();
      this.focus(); // the button that had the focus is gone
    });
    this._mentions = new Mentions(this._box, offers, attachment => void this._attach(attachment));
    this._box.rows = 3;
    this._box.setAttribute('aria-label', 'Message');
    this._box.placeholder = 'Ask a scientific question; @ attaches what it is about';
    this._box.addEventListener('input', () => {
      this._recalled = null;
      this._changed();
      void this._mentions.update();
    });
    this._box.addEventListener('keydown', event => {
      this._onKey(event);
    });
    this._send.type = this._stop.type = 'button';
    this._send.addEventListener('click', () => {
      this._sendMessage();
      this.focus(); // the button that had the focus is disabled now
    });
    this._stop.addEventListener('click', () => {
      this._onStop();
      this.focus();
    });
    const buttons = create('div', 'jp-Galactica-buttons');
    buttons.append(this._stop, this._send);
    this._editing.hidden = true;
    const written = create('div', 'jp-Galactica-written');
    written.append(this._mentions.node, this._box);
    this.node.append(this._editing, this._chips.node, written, buttons);
    this._update();
  }

  readonly node = create('div', 'jp-Galactica-composer');

  sendKey: ChatSettings['sendKey'] = 'Enter';

  /** The message with what is attached, as it is sent. */
  get text(): string {
    return questionOf({ message: this._box.value, attached: this._chips.attached });
  }

  set text(text: string) {
    const { message, attached } = readQuestion(text);
    this._box.value = message;
    this._chips.attached = attached;
    this._mentions.close();
    this._update();
  }

  /** Attaches something to the message. */
  attach(...attached: readonly Attachment[]): void {
    attached.forEach(each => {
      this._chips.add(each);
    });
    this._changed();
  }

  /** While an answer comes it can be stopped, and no other can be asked for. */
  set answering(answering: boolean) {
    this._answering = answering;
    this._update();
  }

  /** Messages of this conversation that can be recalled, oldest first. */
  set history(messages: readonly string[]) {
    this._sent = [...messages];
    this._recalled = null;
  }

  /** Puts a message in the box to be changed and sent again; `onCancel` where it is not. */
  edit(message: string, onCancel: () => void): void {
    const cancel = plainButton('Cancel', () => {
      this.endEditing();
      this.text = '';
      onCancel();
    });
    this._editing.replaceChildren(create('span', '', 'Editing an earlier message. '), cancel);
    this._editing.hidden = false;
    this.text = message;
    this.focus();
  }

  endEditing(): void {
    this._editing.hidden = true;
  }

  focus(): void {
    this._box.focus();
  }

  dispose(): void {
    this.flushDraft();
    this._chips.dispose();
  }

  /** Tells what is in the box now, where that was not told yet. */
  flushDraft(): void {
    if (this._pause !== undefined) {
      clearTimeout(this._pause);
      this._pause = undefined;
      this._onDraft(this.text);
    }
  }

  private async _attach(attachment: Promise<Attachment>): Promise<void> {
    try {
      this.attach(await attachment);
    } catch (error) {
      this._chips.setProblem(sentenceOf(error));
    }
  }

  private _changed(): void {
    this._update();
    this._keepDraft();
  }

  private _keepDraft(): void {
    clearTimeout(this._pause);
    this._pause = setTimeout(() => {
      this.flushDraft();
    }, PAUSE);
  }

  private _onKey(event: KeyboardEvent): void {
    if (event.isComposing) {
      return; // Enter takes a suggestion of an input method
    }
    if (this._mentions.onKey(event)) {
      event.stopPropagation();
    } else if (event.key === 'Escape' && this._answering) {
      this._onStop();
    } else if (event.key === 'Enter' && this._isSendKey(event)) {
      this._sendMessage();
    } else if (event.key === 'ArrowUp' && this._canRecall()) {
      this._recall(-1);
    } else if (event.key === 'ArrowDown' && this._recalled !== null) {
      this._recall(1);
    } else {
      return;
    }
    event.preventDefault();
  }

  private _isSendKey({ shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    return this.sendKey === 'Enter' ? !shiftKey : ctrlKey || metaKey;
  }

  private _sendMessage(): void {
    if (this._box.value.trim() === '' || this._answering) {
      return;
    }
    const message = this.text.trim();
    clearTimeout(this._pause);
    this._pause = undefined;
    this._sent.push(message);
    this._recalled = null;
    this.text = '';
    this._onSend(message);
  }

  private _canRecall(): boolean {
    return this._sent.length > 0 && (this.text === '' || this._recalled !== null);
  }

  private _recall(step: number): void {
    const index = (this._recalled ?? this._sent.length) + step;
    this._recalled = index >= this._sent.length ? null : Math.max(0, index);
    this.text = this._recalled === null ? '' : (this._sent[this._recalled] ?? '');
  }

  private _update(): void {
    this._send.disabled = this._answering || this._box.value.trim() === '';
    this._stop.disabled = !this._answering;
    this._chips.count(this._box.value);
  }

  private readonly _chips: Chips;
  private readonly _mentions: Mentions;
  private readonly _box = create('textarea', 'jp-Galactica-message');
  private readonly _send = create(
    'button',
    'jp-Galactica-send jp-mod-styled jp-mod-accept',
    'Send'
  );
  private readonly _stop = create('button', 'jp-Galactica-stop jp-mod-styled jp-mod-warn', 'Stop');
  private readonly _editing = create('div', 'jp-Galactica-editing');
  private _sent: string[] = [];
  private _pause: ReturnType<typeof setTimeout> | undefined;
  private _recalled: number | null = null; // index into _sent of the message in the box
  private _answering = false;
}
