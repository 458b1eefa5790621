/** A notebook as something to check: its Markdown and raw cells, and the outputs that show text. */
import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';

import { isRecord } from '../answer/json';
import { selectRest } from './file';
import type { Place } from './steps';
import type { Part, Snapshot, Target } from './target';

type Cell = Notebook['widgets'][number];

/** The forms of outputs that are read, of those that an output has the first. */
const READ = ['application/vnd.galactica.answer+json', 'text/markdown', 'text/latex'];
const CHECKED_OUTPUTS = ['display_data', 'execute_result'];

export class NotebookTarget implements Target<NotebookPanel> {
  constructor(readonly widget: NotebookPanel) {}

  get key(): object {
    return this.widget;
  }

  get name(): string {
    return this.widget.title.label;
  }

  /** With the ending of notebooks, whatever file it is kept in. */
  get path(): string {
    const path = this.widget.context.localPath;
    return path.endsWith('.ipynb') ? path : `${path}.ipynb`;
  }

  get ready(): Promise<void> {
    return this.widget.context.ready;
  }

  snapshot(): Snapshot {
    const notebook = this.widget.content;
    const cells = [...(notebook.model?.cells ?? [])].map(model => ({
      id: model.id,
      type: model.type,
      source: model.type === 'code' ? '' : model.sharedModel.getSource(),
      metadata: formatOf(model),
      outputs: readOutputs(model)
    }));
    return {
      content: JSON.stringify({
        nbformat: 4,
        cells: cells.map(({ type, source, metadata, outputs }) => ({
          cell_type: type,
          source,
          metadata,
          outputs
        }))
      }),
      partAt: ({ cell, output }) => {
        const found = cell === null ? undefined : cells[cell - 1];
        if (!found) {
          return null;
        }
        return output === null
          ? new CellPart(notebook, found.id, found.source)
          : new OutputPart(notebook, found.id, output, JSON.stringify(found.outputs[output - 1]));
      }
    };
  }
}

/** Whether a cell has anything that is checked. */
export function hasCheckedText(cell: ICellModel | undefined): boolean {
  return (
    cell !== undefined &&
    (cell.type !== 'code' || readOutputs(cell).some(output => 'data' in output))
  );
}

/** The text of a Markdown or raw cell. */
class CellPart implements Part {
  constructor(
    private readonly _notebook: Notebook,
    private readonly _id: string,
    private readonly _source: string
  ) {
    this.key = this.group = _id;
  }

  readonly key: string;
  readonly group: string;

  get order(): number {
    return indexOf(this._notebook, this._id);
  }

  get title(): string {
    return `Cell ${this.order + 1}`;
  }

  isCurrent(): boolean {
    return cellOf(this._notebook, this._id)?.model.sharedModel.getSource() === this._source;
  }

  root(): HTMLElement | null {
    return cellOf(this._notebook, this._id)?.node ?? null;
  }

  async reveal({ line, column }: Place): Promise<void> {
    await revealCell(this._notebook, this._id);
    const cell = cellOf(this._notebook, this._id);
    const isDrawn = cell?.model.type === 'markdown' && cell.node.querySelector('.jp-mod-rendered');
    if (cell?.editor && !isDrawn) {
      selectRest(cell.editor, line, column);
    }
  }
}

/** What an output of a code cell shows. */
class OutputPart implements Part {
  constructor(
    private readonly _notebook: Notebook,
    private readonly _id: string,
    private readonly _number: number,
    private readonly _content: string
  ) {
    this.key = `${_id} ${_number}`;
    this.group = _id;
  }

  readonly key: string;
  readonly group: string;

  /** Behind its cell, before the next one. */
  get order(): number {
    const index = indexOf(this._notebook, this._id);
    return index < 0 ? index : index + this._number / (this._number + 1);
  }

  get title(): string {
    return `Output of cell ${indexOf(this._notebook, this._id) + 1}`;
  }

  isCurrent(): boolean {
    const cell = cellOf(this._notebook, this._id);
    const output = cell && readOutputs(cell.model)[this._number - 1];
    return JSON.stringify(output) === this._content;
  }

  root(): HTMLElement | null {
    const cell = cellOf(this._notebook, this._id);
    const outputs = cell?.node.querySelectorAll<HTMLElement>('.jp-OutputArea-child');
    return outputs?.[this._number - 1] ?? null;
  }

  reveal(): Promise<void> {
    return revealCell(this._notebook, this._id);
  }
}

function indexOf(notebook: Notebook, id: string): number {
  return notebook.widgets.findIndex(({ model }) => model.id === id);
}

function cellOf(notebook: Notebook, id: string): Cell | undefined {
  return notebook.widgets.find(({ model }) => model.id === id);
}

async function revealCell(notebook: Notebook, id: string): Promise<void> {
  const index = indexOf(notebook, id);
  if (index >= 0) {
    notebook.activeCellIndex = index;
    await notebook.scrollToItem(index, 'center');
  }
}

/** What of a cell's outputs is read; one that is not keeps its place. */
function readOutputs(cell: ICellModel): object[] {
  if (cell.type !== 'code') {
    return [];
  }
  const { outputs } = cell as ICodeCellModel;
  return Array.from({ length: outputs.length }, (_, index) => {
    const { type, data } = outputs.get(index);
    const form = READ.find(each => each in data);
    return CHECKED_OUTPUTS.includes(type) && form !== undefined
      ? { output_type: type, data: { [form]: textOf(data[form]) } }
      : { output_type: 'stream' };
  });
}

/** Of an answer nothing but its text is read. */
function textOf(data: unknown): unknown {
  return isRecord(data) ? { text: data.text } : data;
}

/** What a raw cell is for, which says how it is read. */
function formatOf(cell: ICellModel): object {
  const format: unknown = cell.getMetadata('format') ?? cell.getMetadata('raw_mimetype');
  return cell.type === 'raw' && typeof format === 'string' ? { format } : {};
}
