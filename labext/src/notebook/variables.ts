/**
 * Variables of a notebook's kernel, as its own completion and inspection tell of them.
 *
 * Nothing is run for that: the kernel is only asked about a name that it has offered itself.
 */
import type { NotebookPanel } from '@jupyterlab/notebook';

import { isRecord } from '../answer/json';
import { type Attachment, attachment } from '../context/attachment';
import { plain } from './text';

const MOST = 15;
/** Milliseconds to wait for a kernel; one that runs a cell answers later than anybody waits. */
const PATIENCE = 5000;

const NAME = /^[A-Za-z]\w*$/;
/** What a completer of Python says of a name that holds a value of the user's. */
const VALUES: unknown[] = ['instance', 'statement'];
/** Where the description of a value's type begins, which says nothing of the value. */
const OF_ITS_TYPE = /^(?:File|(?:Class |Init |Call )?[Dd]ocstring|Subclasses):/m;

/** Names of variables that begin so. */
export async function variablesLike(panel: NotebookPanel, begun: string): Promise<string[]> {
  const kernel = kernelOf(panel);
  if (!kernel) {
    return [];
  }
  const asked = kernel.requestComplete({ code: begun, cursor_pos: begun.length });
  const content: unknown = (await inTime(asked))?.content;
  if (!isRecord(content) || content.status !== 'ok' || !Array.isArray(content.matches)) {
    return [];
  }
  const values = isRecord(content.metadata) ? valuesOf(content.metadata) : null;
  return content.matches
    .filter((name): name is string => typeof name === 'string' && NAME.test(name))
    .filter(name => name.startsWith(begun) && (!values || values.has(name)))
    .slice(0, MOST);
}

/** A variable's type and value, as short as the kernel tells them. */
export async function variableContext(panel: NotebookPanel, name: string): Promise<Attachment> {
  const kernel = kernelOf(panel);
  const asked = kernel?.requestInspect({ code: name, cursor_pos: name.length, detail_level: 0 });
  const content: unknown = (asked && (await inTime(asked)))?.content;
  const data = isRecord(content) && content.found === true ? content.data : null;
  const text = isRecord(data) ? data['text/plain'] : null;
  if (typeof text !== 'string') {
    throw new Error(`The kernel does not tell what ${name} is; run the cell that defines it.`);
  }
  const told = plain(text);
  const end = OF_ITS_TYPE.exec(told)?.index;
  return attachment(`Variable ${name}`, '', told.slice(0, end).trim());
}

function kernelOf(panel: NotebookPanel) {
  return panel.sessionContext.session?.kernel;
}

/** The names that hold values, where the kernel tells kinds of names. */
function valuesOf(metadata: Record<string, unknown>): Set<unknown> | null {
  const told = metadata._jupyter_types_experimental;
  return Array.isArray(told)
    ? new Set(
        told.filter(isRecord).flatMap(({ text, type }) => (VALUES.includes(type) ? [text] : []))
      )
    : null;
}

function inTime<T>(answer: Promise<T>): Promise<T | null> {
  const late = new Promise<null>(resolve =>
    setTimeout(() => {
      resolve(null);
    }, PATIENCE)
  );
  return Promise.race([answer, late]);
}
