/** What of a text changes, line by line. */
import { diffLines } from 'diff';

import { create } from '../answer/dom';

/** Changed lines up to which one looks for the shortest difference; it takes their square in time. */
const MOST_EDITS = 2000;

const MARKS = { removed: '−', added: '+', same: ' ' } as const;
type Kind = keyof typeof MARKS;

/** The lines of both texts in one column, marked by what becomes of them. */
export function drawDiff(before: string, after: string): HTMLElement {
  const table = create('pre', 'jp-Galactica-diff');
  table.dir = 'ltr';
  table.tabIndex = 0; // so that it can be scrolled with the keyboard
  table.setAttribute('aria-label', 'Changes');
  for (const [kind, text] of partsOf(ended(before), ended(after))) {
    for (const line of text.replace(/\n$/, '').split('\n')) {
      const element = create(kind === 'removed' ? 'del' : kind === 'added' ? 'ins' : 'span');
      element.textContent = `${MARKS[kind]} ${line}\n`;
      table.append(element);
    }
  }
  return table;
}

function partsOf(before: string, after: string): [Kind, string][] {
  const changes = diffLines(before, after, { maxEditLength: MOST_EDITS });
  if (!changes) {
    return [
      ['removed', before],
      ['added', after]
    ];
  }
  return changes.map(({ added, removed, value }) => [
    removed ? 'removed' : added ? 'added' : 'same',
    value
  ]);
}

/** A last line without its end would differ from the same one with it. */
function ended(text: string): string {
  return text.endsWith('\n') || text === '' ? text : `${text}\n`;
}
