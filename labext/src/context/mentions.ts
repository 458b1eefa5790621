/** A list of what can be attached, which opens at an `@` in a box of text. */
import { create } from '../answer/dom';
import type { Attachment } from './attachment';

/** Something that can be attached, by its `name` after the `@`. */
export interface Offer {
  readonly name: string;
  readonly note: string;
  /** Null where the name is only the beginning of names, such as those of files. */
  readonly attach: (() => Promise<Attachment>) | null;
}

/** What can be attached whose name begins like that, in groups that come when they are known. */
export type Offers = (begun: string) => readonly Promise<readonly Offer[]>[];

const MENTION = /(?:^|\s)(@([^\s@]*))$/;

let listCount = 0;

/** Chosen by arrow keys and Enter or Tab, or by a click; Escape closes the list. */
export class Mentions {
  /** @param _attach - called with what is chosen, once its mention is out of the box */
  constructor(
    private readonly _box: HTMLTextAreaElement,
    private readonly _offers: Offers,
    private readonly _attach: (attachment: Promise<Attachment>) => void
  ) {
    this.node.id = `galactica-mentions-${++listCount}`;
    this.node.setAttribute('role', 'listbox');
    this.node.setAttribute('aria-label', 'Attach');
    this.node.hidden = true;
    _box.setAttribute('aria-autocomplete', 'list');
    _box.addEventListener('blur', () => {
      this.close();
    });
    // A click must leave the focus in the box.
    this.node.addEventListener('mousedown', event => {
      event.preventDefault();
    });
  }

  readonly node = create('ul', 'jp-Galactica-mentions');

  /** Looks at what stands before the cursor; a slow group, such as a kernel's, holds up no other. */
  async update(): Promise<void> {
    const begun = this._mention()?.[2];
    if (begun === undefined) {
      this.close();
      return;
    }
    const asked = ++this._asked;
    const groups: (readonly Offer[])[] = [];
    const show = async (group: Promise<readonly Offer[]>, place: number): Promise<void> => {
      groups[place] = await group;
      if (asked === this._asked) {
        this._show(groups.flat());
      }
    };
    await Promise.all(this._offers(begun).map(show));
  }

  /** Whether the key was for the list. */
  onKey({ key, shiftKey }: KeyboardEvent): boolean {
    const { length } = this._shown;
    if (length === 0) {
      return false;
    }
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      this._mark((this._marked + (key === 'ArrowDown' ? 1 : length - 1)) % length);
    } else if ((key === 'Enter' || key === 'Tab') && !shiftKey) {
      this._choose(this._marked);
    } else if (key === 'Escape') {
      this.close();
    } else {
      return false;
    }
    return true;
  }

  close(): void {
    this._asked++;
    this._show([]);
  }

  private _mention(): RegExpExecArray | null {
    const { value, selectionStart, selectionEnd } = this._box;
    return selectionStart === selectionEnd ? MENTION.exec(value.slice(0, selectionStart)) : null;
  }

  private _show(offers: readonly Offer[]): void {
    const marked = this._shown[this._marked]?.name;
    this._shown = offers;
    this.node.hidden = offers.length === 0;
    this.node.replaceChildren(...offers.map((offer, place) => this._item(offer, place)));
    if (offers.length > 0) {
      this._box.setAttribute('aria-controls', this.node.id);
      this._mark(
        Math.max(
          0,
          offers.findIndex(({ name }) => name === marked)
        )
      );
    } else {
      this._box.removeAttribute('aria-controls');
      this._box.removeAttribute('aria-activedescendant');
    }
  }

  private _item({ name, note }: Offer, place: number): HTMLElement {
    const item = create('li');
    item.id = `${this.node.id}-${place}`;
    item.setAttribute('role', 'option');
    item.append(create('b', '', `@${name}`), create('span', '', note));
    item.addEventListener('click', () => {
      this._choose(place);
    });
    return item;
  }

  private _mark(place: number): void {
    this._marked = place;
    [...this.node.children].forEach((item, index) => {
      item.setAttribute('aria-selected', String(index === place));
    });
    const item = this.node.children[place];
    this._box.setAttribute('aria-activedescendant', item?.id ?? '');
    item?.scrollIntoView({ block: 'nearest' });
  }

  private _choose(place: number): void {
    const offer = this._shown[place];
    const mention = this._mention();
    if (!offer || !mention) {
      return;
    }
    const end = this._box.selectionStart;
    const start = end - (mention[1] ?? '').length;
    this._box.setRangeText(offer.attach ? '' : `@${offer.name}`, start, end, 'end');
    this._box.dispatchEvent(new Event('input'));
    if (offer.attach) {
      this.close();
      this._attach(offer.attach());
    }
  }

  private _shown: readonly Offer[] = [];
  private _marked = 0;
  private _asked = 0;
}
