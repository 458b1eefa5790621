/** An answer in another assistant's chat as something to check: that of jupyter-ai. */
import type { Widget } from '@lumino/widgets';

import { isRecord } from '../answer/json';
import type { Part, Snapshot, Target } from './target';

/** How `@jupyter/chat` marks a message that it has drawn; in an element with its number. */
const MESSAGE = '.jp-chat-rendered-message';
const NUMBERED = '[data-index]';
/** The forms of a message's body that are text, best first. */
const READ = ['text/markdown', 'text/latex', 'text/plain'];

/** The message that an element is in, as something to check; null where it is in none. */
export function messageAt(element: Element, widgets: Iterable<Widget>): MessageTarget | null {
  const drawn = element.closest<HTMLElement>(MESSAGE);
  const number = drawn?.closest<HTMLElement>(NUMBERED)?.dataset.index;
  const chat = chatAround(element, widgets);
  if (!drawn || number === undefined || !chat) {
    return null;
  }
  const text = textOf(messagesOf(chat)?.[Number(number)]);
  return text === null ? null : new MessageTarget(chat, drawn, text);
}

export class MessageTarget implements Target {
  constructor(
    readonly widget: Widget,
    private readonly _drawn: HTMLElement,
    private readonly _text: string
  ) {}

  get key(): object {
    return this._drawn;
  }

  readonly name = 'An answer in the chat';
  readonly path = '';
  readonly ready = Promise.resolve();

  snapshot(): Snapshot {
    const drawn = this._drawn;
    const part: Part = {
      key: 'message',
      group: 'message',
      order: 0,
      title: '',
      isCurrent: () => drawn.isConnected,
      root: () => drawn,
      reveal: () => {
        drawn.scrollIntoView({ block: 'nearest' });
        return Promise.resolve();
      }
    };
    return { content: this._text, partAt: () => part };
  }
}

/** The innermost widget around an element that has messages. */
function chatAround(element: Element, widgets: Iterable<Widget>): Widget | null {
  for (const widget of widgets) {
    if (widget.node.contains(element)) {
      return chatAround(element, widget.children()) ?? (messagesOf(widget) ? widget : null);
    }
  }
  return null;
}

function messagesOf(widget: object): readonly unknown[] | null {
  const model = 'model' in widget ? widget.model : null;
  const messages = typeof model === 'object' && model && 'messages' in model && model.messages;
  return Array.isArray(messages) ? (messages as unknown[]) : null;
}

/** What a message says; null where that is no text. */
function textOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) {
    return null;
  }
  const { mime_model: shown, body } = message as { mime_model?: unknown; body?: unknown };
  const data = isRecord(shown) && isRecord(shown.data) ? shown.data : { 'text/markdown': body };
  const text = READ.map(form => data[form]).find(each => typeof each === 'string');
  return typeof text === 'string' ? text : null;
}
