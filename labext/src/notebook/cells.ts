/** A notebook's cells as context of a question. */
import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';

import { isRecord } from '../answer/json';
import { type Attachment, attachment } from '../context/attachment';
import { plain } from './text';

export type Cell = NonNullable<Notebook['activeCell']>;

/** Lines of a traceback that tell what went wrong: the last ones. */
const TRACEBACK_LINES = 30;
/** Characters of one output in the text of a whole notebook. */
const SHORT = 1000;

/** What a cell holds. */
export function cellContext(panel: NotebookPanel, cell: Cell): Attachment {
  return attachment(nameOf(panel, cell), languageOf(panel, cell), cell.model.sharedModel.source);
}

/** What a cell has put out; null where that is nothing that can be read. */
export function outputContext(panel: NotebookPanel, cell: Cell): Attachment | null {
  const text = outputsOf(cell).map(outputText).filter(Boolean).join('\n');
  return text === '' ? null : attachment(`Output of ${nameOf(panel, cell)}`, '', text);
}

/** The end of a cell's traceback; null where it has none. */
export function errorContext(panel: NotebookPanel, cell: Cell): Attachment | null {
  const error = outputsOf(cell).find(({ output_type }) => output_type === 'error');
  if (!error) {
    return null;
  }
  const lines = outputText(error).split('\n').slice(-TRACEBACK_LINES);
  return attachment(`Error in ${nameOf(panel, cell)}`, '', lines.join('\n'));
}

/** Cells in a row as one document; of long outputs the beginning. */
export function cellsContext(
  panel: NotebookPanel,
  cells: readonly Cell[],
  label: string
): Attachment {
  const texts = cells.flatMap(cell => {
    const { source } = cell.model.sharedModel;
    const output = outputsOf(cell).map(outputText).filter(Boolean).join('\n');
    return [
      cell.model.type === 'code' ? fenced(source, languageOf(panel, cell)) : source,
      ...(output === '' ? [] : [fenced(shortened(output), 'output')])
    ];
  });
  return attachment(label, 'markdown', texts.filter(text => text.trim() !== '').join('\n\n'));
}

function nameOf(panel: NotebookPanel, cell: Cell): string {
  const { execution_count: count } = jsonOf(cell);
  const number = panel.content.widgets.indexOf(cell) + 1;
  const cellName =
    typeof count === 'number' ? `cell [${count}]` : `${cell.model.type} cell ${number}`;
  return `${cellName} of ${panel.title.label}`;
}

function languageOf({ content }: NotebookPanel, cell: Cell): string {
  switch (cell.model.type) {
    case 'code':
      return content.model?.defaultKernelLanguage ?? '';
    case 'markdown':
      return 'markdown';
    default:
      return '';
  }
}

function outputsOf(cell: Cell): Record<string, unknown>[] {
  const { outputs } = jsonOf(cell);
  return Array.isArray(outputs) ? outputs.filter(isRecord) : [];
}

function jsonOf(cell: Cell): Record<string, unknown> {
  return { ...cell.model.sharedModel.toJSON() };
}

function outputText({
  output_type: type,
  text,
  data,
  traceback,
  ename,
  evalue
}: Record<string, unknown>): string {
  if (type === 'stream') {
    return plain(joined(text));
  }
  if (type === 'error') {
    return plain(lines(traceback) || `${joined(ename)}: ${joined(evalue)}`);
  }
  const forms = isRecord(data) ? data : {};
  return plain(joined(forms['text/markdown'] ?? forms['text/latex'] ?? forms['text/plain']));
}

/** A text of a notebook may be kept as its lines. */
function joined(text: unknown): string {
  return Array.isArray(text) ? text.join('') : typeof text === 'string' ? text : '';
}

function lines(text: unknown): string {
  return Array.isArray(text) ? text.join('\n') : '';
}

function shortened(text: string): string {
  return text.length > SHORT ? `${text.slice(0, SHORT)} […]` : text;
}

function fenced(text: string, language: string): string {
  return text.includes('```') ? text : `\`\`\`${language}\n${text}\n\`\`\``;
}
