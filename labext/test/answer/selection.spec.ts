import { Widget } from '@lumino/widgets';

import { AnswerView } from '../../src/answer/view';
import { answer, equation, math, paragraph, text } from '../fixtures';

jest.mock('@jupyterlab/apputils', () => ({}));

/** What copying a part of an answer gives; jsdom lays nothing out, so lines are not seen here. */
function copied(select: (selection: Selection, node: HTMLElement) => void): string {
  const block = paragraph(0, 'x', text('With '), math(0, 'E = mc^2'), text(' it is so.'));
  const view = new AnswerView(null);
  Widget.attach(view, document.body);
  view.setAnswer(answer({ blocks: [block], equations: [equation({ math: 0 })] }));
  const formula = view.node.querySelector('.jp-Galactica-formula');
  formula?.replaceChildren('𝐸'); // as it is drawn
  const selection = document.getSelection();
  if (selection) {
    select(selection, view.node);
  }
  const said: Record<string, string> = {};
  const event = Object.assign(new Event('copy', { bubbles: true, cancelable: true }), {
    clipboardData: { setData: (type: string, words: string) => (said[type] = words) }
  });
  Object.defineProperty(HTMLElement.prototype, 'innerText', {
    configurable: true,
    get(this: HTMLElement) {
      return this.textContent;
    }
  });
  view.node.querySelector('p')?.dispatchEvent(event);
  view.dispose();
  return said['text/plain'] ?? 'nothing';
}

describe('a selection in an answer', () => {
  it('is copied with its formulas, and without their badges', () => {
    const all = copied((selection, node) => {
      selection.selectAllChildren(node.querySelector('p') ?? node);
    });
    expect(all).toBe('With $E = mc^2$ it is so.');
  });

  it('takes all of a formula that it ends in', () => {
    const some = copied((selection, node) => {
      const drawn = node.querySelector('.jp-Galactica-formula')?.firstChild ?? node;
      selection.setBaseAndExtent(node.querySelector('p') ?? node, 0, drawn, 1);
    });
    expect(some).toBe('With $E = mc^2$');
  });
});
