import { Widget } from '@lumino/widgets';

import { create } from '../answer/dom';
import { sentenceOf } from '../http';
import type { Conversation, Conversations } from './conversations';
import { plainButton } from '../menu';

/** Milliseconds without typing after which is searched. */
const PAUSE = 200;
const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });

/** The conversations that are kept: searched, opened, renamed, deleted and brought back. */
export class ConversationList extends Widget {
  /**
   * @param _onOpen - called with the conversation to show
   * @param _onDeleted - called with one that is gone
   */
  constructor(
    private readonly _api: Conversations,
    private readonly _onOpen: (conversation: string) => void,
    private readonly _onDeleted: (conversation: string) => void
  ) {
    super({ node: create('section', 'jp-Galactica-list') });
    this.node.setAttribute('aria-label', 'Conversations');
    this._search.type = 'search';
    this._search.placeholder = 'Search';
    this._search.setAttribute('aria-label', 'Search conversations');
    this._search.addEventListener('input', () => {
      clearTimeout(this._pause);
      this._pause = setTimeout(() => void this.refresh(), PAUSE);
    });
    this._note.setAttribute('role', 'status');
    this.node.append(this._search, this._note, this._items);
  }

  /** Reads from the server what is there. */
  async refresh(): Promise<void> {
    const asked = ++this._asked;
    try {
      const { conversations, problem } = await this._api.list(this._search.value);
      if (asked !== this._asked) {
        return; // another search is under way
      }
      this._items.replaceChildren(...conversations.map(each => this._item(each)));
      if (conversations.length === 0) {
        const none = this._search.value ? 'Nothing found.' : 'No conversations yet.';
        this._items.append(create('li', 'jp-Galactica-listEmpty', none));
      }
      if (problem) {
        this._note.replaceChildren(create('p', 'jp-Galactica-error', problem));
      }
    } catch (error) {
      this._tell(error);
    }
  }

  focusSearch(): void {
    this._search.focus();
  }

  private _item(conversation: Conversation): HTMLLIElement {
    const item = create('li', 'jp-Galactica-listItem');
    const { id, title } = conversation;
    const open = plainButton(title, () => {
      this._onOpen(id);
    });
    open.classList.add('jp-Galactica-listTitle');
    open.title = title;
    open.dir = 'auto';
    open.append(create('time', '', WHEN.format(conversation.changed * 1000)));
    item.append(
      open,
      labelled('Rename', title, () => {
        this._rename(item, conversation);
      }),
      labelled('Delete', title, () => void this._delete(conversation))
    );
    return item;
  }

  private _rename(item: HTMLLIElement, { id, title }: Conversation): void {
    const box = create('input', 'jp-Galactica-rename');
    box.value = title;
    box.setAttribute('aria-label', 'Title');
    let isDone = false;
    const finish = async (take: boolean): Promise<void> => {
      if (isDone) {
        return;
      }
      isDone = true;
      const renamed = box.value.trim();
      try {
        if (take && renamed && renamed !== title) {
          await this._api.change(id, { title: renamed });
        }
      } catch (error) {
        this._tell(error);
      }
      await this.refresh();
    };
    box.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === 'Escape') {
        event.preventDefault();
        void finish(event.key === 'Enter');
      }
    });
    box.addEventListener('blur', () => void finish(true));
    item.replaceChildren(box);
    box.select();
    box.focus();
  }

  private async _delete({ id, title }: Conversation): Promise<void> {
    try {
      await this._api.change(id, { deleted: true });
    } catch (error) {
      this._tell(error);
      return;
    }
    const undo = plainButton('Undo', () => void this._undo(id));
    this._note.replaceChildren(create('span', '', `Deleted “${title}”. `), undo);
    this._onDeleted(id);
    await this.refresh();
    undo.focus();
  }

  private async _undo(id: string): Promise<void> {
    try {
      await this._api.change(id, { deleted: false });
      this._note.replaceChildren();
    } catch (error) {
      this._tell(error);
    }
    await this.refresh();
    this.focusSearch();
  }

  private _tell(error: unknown): void {
    this._note.replaceChildren(create('p', 'jp-Galactica-error', sentenceOf(error)));
  }

  private readonly _search = create('input', 'jp-Galactica-search');
  private readonly _note = create('div', 'jp-Galactica-listNote');
  private readonly _items = create('ul');
  private _pause: ReturnType<typeof setTimeout> | undefined;
  private _asked = 0;
}

/** A button whose name says what it is about, as a screen reader's list of buttons needs. */
function labelled(word: string, title: string, execute: () => void): HTMLButtonElement {
  const button = plainButton(word, execute);
  button.setAttribute('aria-label', `${word} “${title}”`);
  return button;
}
