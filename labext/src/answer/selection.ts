/** What is copied of a selection: its formulas as LaTeX, and no badges. */
import { create } from './dom';

/** What stands beside an answer's text and is no part of it. */
const BESIDE = '.jp-Galactica-badge, .jp-Galactica-codeHeader, button';

/** Has what is selected in an answer be copied as Markdown has it: typeset formulas are no text. */
export function copyWithFormulas(event: ClipboardEvent): void {
  const selection = document.getSelection();
  if (!event.clipboardData || !selection || selection.isCollapsed) {
    return;
  }
  const copied = create('div', 'jp-Galactica-copied');
  for (let place = 0; place < selection.rangeCount; place++) {
    copied.append(wholeFormulas(selection.getRangeAt(place)).cloneContents());
  }
  copied.querySelectorAll(BESIDE).forEach(element => {
    element.remove();
  });
  copied.querySelectorAll<HTMLElement>('.jp-Galactica-formula').forEach(formula => {
    const mark = formula.parentElement?.matches('div.jp-Galactica-math') ? '$$' : '$';
    formula.textContent = `${mark}${formula.dataset.latex ?? ''}${mark}`;
  });
  document.body.append(copied); // only what is laid out has lines
  event.clipboardData.setData('text/plain', copied.innerText);
  event.clipboardData.setData('text/html', copied.innerHTML);
  copied.remove();
  event.preventDefault();
}

/** The range, with all of each formula that it begins or ends in. */
function wholeFormulas(selected: Range): Range {
  const range = selected.cloneRange();
  const first = formulaAround(range.startContainer);
  const last = formulaAround(range.endContainer);
  if (first) {
    range.setStartBefore(first);
  }
  if (last) {
    range.setEndAfter(last);
  }
  return range;
}

function formulaAround(node: Node): Element | null {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest('.jp-Galactica-formula') ?? null;
}
