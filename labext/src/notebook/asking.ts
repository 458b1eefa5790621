/** What can be asked about a notebook: from where the context comes, and in which words. */
import type { NotebookPanel } from '@jupyterlab/notebook';

import { isRecord } from '../answer/json';
import type { Answer } from '../answer/schema';
import type { Attachment } from '../context/attachment';
import { type Cell, cellContext, cellsContext, errorContext, outputContext } from './cells';

/** What a command is given: what is open, and which cell of it is active. */
export interface Place {
  panel: NotebookPanel;
  cell: Cell;
  /** The text that is selected there. */
  selection: Attachment | null;
}

/** A command. `question` is asked at once; without one the user writes it. */
export interface Asking {
  readonly id: string;
  readonly label: string;
  readonly caption: string;
  readonly question?: string;
  /** Null where there is nothing of the kind. */
  readonly context: (place: Place) => readonly Attachment[] | null;
}

export const ASKINGS: readonly Asking[] = [
  {
    id: 'galactica:ask-about-cell',
    label: 'Ask about This Cell',
    caption: 'Attach the active cell to a question in the sidebar',
    context: ({ panel, cell }) => [cellContext(panel, cell)]
  },
  {
    id: 'galactica:ask-about-selection',
    label: 'Ask about the Selection',
    caption: 'Attach the selected text to a question in the sidebar',
    context: ({ selection }) => selection && [selection]
  },
  {
    id: 'galactica:ask-about-output',
    label: 'Ask about This Output',
    caption: 'Attach the output of the active cell to a question in the sidebar',
    context: ({ panel, cell }) => listOf(outputContext(panel, cell))
  },
  {
    id: 'galactica:explain-error',
    label: 'Explain This Error',
    caption: 'Ask what the error of the active cell means',
    question: 'Explain this error, and say how to mend it.',
    context: failed
  },
  {
    id: 'galactica:summarize-notebook',
    label: 'Summarize This Notebook',
    caption: 'Ask for a summary of all cells',
    question: 'Summarize this notebook.',
    context: ({ panel }) => [
      cellsContext(panel, panel.content.widgets, `Notebook ${panel.title.label}`)
    ]
  },
  {
    id: 'galactica:summarize-selection',
    label: 'Summarize the Selection',
    caption: 'Ask for a summary of the selected text or cells',
    question: 'Summarize this.',
    context: selected
  }
];

/** How a cell is to be mended. */
export function mending({ panel, cell }: Place): { question: string; context: Attachment[] } {
  const error = errorContext(panel, cell);
  return {
    question: error
      ? 'Mend this cell so that the error is gone. Give the whole corrected cell in one block of code.'
      : 'Find what is wrong in this cell. Give the whole corrected cell in one block of code.',
    context: [cellContext(panel, cell), ...(error ? [error] : [])]
  };
}

/** The first block of code in an answer; null where it has none. */
export function codeOf({ blocks }: Answer): string | null {
  const waiting: unknown[] = [...blocks].reverse();
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (!isRecord(next)) {
      continue;
    }
    if (next.type === 'code' && typeof next.code === 'string') {
      return next.code;
    }
    for (const inner of [next.blocks, next.children, next.nodes]) {
      waiting.push(...(Array.isArray(inner) ? (inner as unknown[]) : []).reverse());
    }
  }
  return null;
}

function failed({ panel, cell }: Place): readonly Attachment[] | null {
  const error = errorContext(panel, cell);
  return error && [cellContext(panel, cell), error];
}

function selected({ panel, selection }: Place): readonly Attachment[] | null {
  const cells = panel.content.selectedCells;
  return cells.length > 1
    ? [cellsContext(panel, cells, `${cells.length} cells of ${panel.title.label}`)]
    : listOf(selection);
}

function listOf(attached: Attachment | null): readonly Attachment[] | null {
  return attached && [attached];
}
