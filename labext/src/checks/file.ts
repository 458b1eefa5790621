/** A text file as something to check, in an editor or drawn as a preview. */
import type { CodeEditor } from '@jupyterlab/codeeditor';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';

import type { Place } from './steps';
import type { Part, Snapshot, Target } from './target';

/** The ends of names of files whose text is checked. */
const ENDINGS = ['.md', '.markdown', '.qmd', '.rmd', '.tex', '.ltx', '.latex', '.rst'];

export function isCheckedFile({ context }: IDocumentWidget): boolean {
  return ENDINGS.includes(PathExt.extname(context.localPath).toLowerCase());
}

export class FileTarget implements Target<IDocumentWidget> {
  constructor(readonly widget: IDocumentWidget) {}

  get key(): object {
    return this.widget;
  }

  get name(): string {
    return PathExt.basename(this.path);
  }

  get path(): string {
    return this.widget.context.localPath;
  }

  get ready(): Promise<void> {
    return this.widget.context.ready;
  }

  snapshot(): Snapshot {
    const content = this.widget.context.model.toString();
    // Of a file that the document includes there is only the place at which it does.
    const part = new FilePart(this.widget, content);
    return { content, partAt: () => part };
  }
}

/** All of a file. */
class FilePart implements Part {
  constructor(
    private readonly _widget: IDocumentWidget,
    private readonly _content: string
  ) {}

  readonly key = 'file';
  readonly group = 'file';
  readonly order = 0;
  readonly title = '';

  isCurrent(): boolean {
    return this._widget.context.model.toString() === this._content;
  }

  root(): HTMLElement {
    return this._widget.content.node;
  }

  reveal({ line, column, file }: Place): Promise<void> {
    const editor = editorOf(this._widget);
    if (editor && file === null) {
      selectRest(editor, line, column);
    }
    return Promise.resolve();
  }
}

/** Selects the rest of a line, counted from 1, which is seen without the focus, too. */
export function selectRest(editor: CodeEditor.IEditor, line: number, column: number): void {
  const start = { line: line - 1, column: column - 1 };
  const end = { line: line - 1, column: editor.getLine(line - 1)?.length ?? column - 1 };
  editor.setSelection({ start, end });
  editor.revealPosition(start);
}

function editorOf({ content }: IDocumentWidget): CodeEditor.IEditor | null {
  return 'editor' in content ? (content.editor as CodeEditor.IEditor) : null;
}
