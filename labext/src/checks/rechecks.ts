/** Checks that run by themselves, as documents are saved or written. */
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';

import type { Desk } from './desk';
import type { Target } from './target';

/** When documents are checked again by themselves. */
export type Recheck = 'never' | 'save' | 'typing';

/** So long after the last change is checked. */
const PAUSE_MS = 500;

export function readRecheck(value: unknown): Recheck {
  return value === 'save' || value === 'typing' ? value : 'never';
}

export class Rechecks {
  constructor(private readonly _desk: Desk) {}

  when: Recheck = 'never';

  /** Has a document checked from now on whenever `when` says. */
  watch(target: Target<IDocumentWidget>): void {
    const { widget } = target;
    if (this._watched.has(widget)) {
      return;
    }
    this._watched.add(widget);
    const { context } = widget;
    const onSaved = (_: unknown, state: DocumentRegistry.SaveState): void => {
      if (state === 'completed' && this.when !== 'never') {
        void this._desk.session(target).rerun();
      }
    };
    let timer = 0;
    const onChanged = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        if (this.when === 'typing') {
          void this._desk.session(target).rerun();
        } else {
          this._desk.known(target)?.noteChange();
        }
      }, PAUSE_MS);
    };
    context.saveState.connect(onSaved);
    context.model.contentChanged.connect(onChanged);
    widget.disposed.connect(() => {
      window.clearTimeout(timer);
      context.saveState.disconnect(onSaved);
      context.model.contentChanged.disconnect(onChanged);
    });
  }

  private readonly _watched = new WeakSet<IDocumentWidget>();
}
