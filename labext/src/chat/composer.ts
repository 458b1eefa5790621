import { create } from '../answer/dom';
import type { ChatSettings } from '../settings';
import { plainButton } from './menu';

/** Milliseconds without typing after which a draft is kept. */
const PAUSE = 300;

/** The box a message is written in, with Send and Stop. */
export class Composer {
  /**
   * @param onSend - called with the message, once it is taken out of the box
   * @param onStop - called when the user wants no more of the answer
   * @param onDraft - called with what is in the box, soon after it was changed
   */
  constructor(
    private readonly _onSend: (message: string) => void,
    private readonly _onStop: () => void,
    private readonly _onDraft: (draft: string) => void
  ) {
    this._box.rows = 3;
    this._box.setAttribute('aria-label', 'Message');
    this._box.placeholder = 'Ask a scientific question';
    this._box.addEventListener('input', () => {
      this._recalled = null;
      this._update();
      this._keepDraft();
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
    this.node.append(this._editing, this._box, buttons);
    this._update();
  }

  readonly node = create('div', 'jp-Galactica-composer');

  sendKey: ChatSettings['sendKey'] = 'Enter';

  get text(): string {
    return this._box.value;
  }

  set text(text: string) {
    this._box.value = text;
    this._update();
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

  /** Tells what is in the box now, where that was not told yet. */
  flushDraft(): void {
    if (this._pause !== undefined) {
      clearTimeout(this._pause);
      this._pause = undefined;
      this._onDraft(this._box.value);
    }
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
    if (event.key === 'Escape' && this._answering) {
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
    const message = this.text.trim();
    if (message === '' || this._answering) {
      return;
    }
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
    this._send.disabled = this._answering || this.text.trim() === '';
    this._stop.disabled = !this._answering;
  }

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
