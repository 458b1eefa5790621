/** The documents that are being checked, each with its session. */
import { DocumentWidget, type IDocumentWidget } from '@jupyterlab/docregistry';
import { NotebookPanel } from '@jupyterlab/notebook';
import type { ILatexTypesetter } from '@jupyterlab/rendermime';
import { type ISignal, Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import { FileTarget, isCheckedFile } from './file';
import { NotebookTarget } from './notebook';
import { Session } from './session';
import type { Checker } from './steps';
import type { Target } from './target';

export class Desk {
  constructor(
    private readonly _check: Checker,
    private readonly _typesetter: ILatexTypesetter | null
  ) {}

  /** Emitted when a document has got a session. */
  get added(): ISignal<this, Session> {
    return this._added;
  }

  /** The document of a widget as something to check; null where it is none. */
  targetOf(widget: Widget | null): Target<IDocumentWidget> | null {
    if (widget instanceof NotebookPanel) {
      return new NotebookTarget(widget);
    }
    return widget instanceof DocumentWidget && isCheckedFile(widget)
      ? new FileTarget(widget)
      : null;
  }

  /** The session of a target that has one. */
  known({ key }: Target): Session | null {
    return this._sessions.get(key) ?? null;
  }

  /** The session of a target. */
  session(target: Target): Session {
    const known = this.known(target);
    if (known) {
      return known;
    }
    const session = new Session(target, this._check, this._typesetter);
    this._sessions.set(target.key, session);
    this._added.emit(session);
    return session;
  }

  private readonly _added = new Signal<this, Session>(this);
  private readonly _sessions = new WeakMap<object, Session>();
}
