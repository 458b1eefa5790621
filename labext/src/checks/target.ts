/** What can be checked: documents that are open, and texts that are shown. */
import type { Widget } from '@lumino/widgets';

import type { Place } from './steps';

/** A piece of a document that is drawn as one, such as a cell or an output. */
export interface Part {
  /** The same for the same piece, however often its document is looked at. */
  readonly key: string;
  /** The same for all pieces that belong together: a cell and its outputs. */
  readonly group: string;
  /** By which the pieces of a document are sorted; below 0 where it is there no more. */
  readonly order: number;
  /** What a reader calls it; empty where it is all of the document. */
  readonly title: string;
  /** Whether its text is still the one that was looked at. */
  isCurrent(): boolean;
  /** The element in which its formulas are drawn, which may be drawn anew; null where there is none. */
  root(): HTMLElement | null;
  /** Brings it into view, and a line of its text where that is edited. */
  reveal(place: Place): Promise<void>;
}

/** A document as it was at one moment. */
export interface Snapshot {
  /** Text, or the JSON of a notebook. */
  readonly content: string;
  /** The piece that a place is in; null where there is none any more. */
  partAt(place: Place): Part | null;
}

/** Something that can be checked. */
export interface Target<W extends Widget = Widget> {
  readonly widget: W;
  /** The same object for the same document, however often it is looked at. */
  readonly key: object;
  /** What a reader calls it. */
  readonly name: string;
  /** From the server's root; empty where the text is in no file. */
  readonly path: string;
  /** Fulfilled once the document is loaded. */
  readonly ready: Promise<void>;
  snapshot(): Snapshot;
}
