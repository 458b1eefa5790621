import { Widget } from '@lumino/widgets';

import type { Answer } from '../../src/answer/schema';
import { AnswerView } from '../../src/answer/view';
import { answer, citation, cite, codeCheck, equation, math, paragraph, text } from '../fixtures';

const copied: string[] = [];

jest.mock('@jupyterlab/apputils', () => ({
  Clipboard: { copyToSystem: (words: string) => copied.push(words) }
}));

const typeset = jest.fn<undefined, [HTMLElement]>();

function attachedView(): AnswerView {
  const view = new AnswerView({ typeset });
  Widget.attach(view, document.body);
  return view;
}

function shown(fields: Partial<Answer>): AnswerView {
  const view = attachedView();
  view.setAnswer(answer(fields));
  return view;
}

function blocksOf(view: AnswerView): Element[] {
  return [...view.node.querySelectorAll('.jp-Galactica-block')];
}

beforeEach(() => {
  typeset.mockReset();
  document.body.replaceChildren();
});

describe('a growing answer', () => {
  it('keeps the elements of blocks that are drawn', () => {
    const view = attachedView();
    const [first, second] = [paragraph(0, 'one'), paragraph(1, 'two')];
    view.setAnswer(answer({ blocks: [first], tail: 'tw', finish_reason: null }));
    const [element] = blocksOf(view);
    view.setAnswer(answer({ blocks: [first, second] }));
    expect(blocksOf(view)[0]).toBe(element);
    expect(view.node.textContent).toContain('onetwo');
  });

  it('draws anew when the answer is another one', () => {
    const view = shown({
      blocks: [paragraph(0, 'one', math(0, 'x = 1'))],
      equations: [equation({ verdict: 'refuted' })]
    });
    view.setAnswer(answer({ blocks: [paragraph(0, 'else', math(0, 'y = 1'))] }));
    expect(view.node.textContent).not.toContain('x = 1');
    expect(view.node.querySelector('[data-verdict]')).toBeNull();
  });

  it('shows the text after the last closed block as it is', () => {
    const view = attachedView();
    view.appendText('one <b>');
    view.appendText('two</b>');
    expect(view.node.querySelector('.jp-Galactica-tail')?.textContent).toBe('one <b>two</b>');
    view.closeBlock(paragraph(0, 'one'), 'rest');
    expect(view.node.querySelector('.jp-Galactica-tail')?.textContent).toBe('rest');
  });

  it('says what is being done until it is done', () => {
    const view = attachedView();
    const status = view.node.querySelector<HTMLElement>('.jp-Galactica-status');
    view.setAnswer(answer({ finish_reason: null, status: 'Loading the model' }));
    expect(status?.textContent).toBe('Loading the model');
    expect(status?.hidden).toBe(false);
    view.setAnswer(answer({}));
    expect(status?.hidden).toBe(true);
  });
});

describe('typesetting', () => {
  it('typesets a block once, when it closes', () => {
    const view = attachedView();
    const blocks = [paragraph(0, 'one', math(0, 'x')), paragraph(1, 'two', math(1, 'y'))];
    view.setAnswer(answer({ blocks: blocks.slice(0, 1) }));
    view.setAnswer(answer({ blocks }));
    view.setAnswer(answer({ blocks }));
    expect(typeset.mock.calls.flat()).toEqual(blocksOf(view));
  });

  it('leaves blocks without formulas alone', () => {
    shown({ blocks: [paragraph(0, 'one', text('$5 and $6'))] });
    expect(typeset).not.toHaveBeenCalled();
  });

  it('waits until the view is on the page', () => {
    const view = new AnswerView({ typeset });
    view.closeBlock(paragraph(0, 'one', math(0, 'x')), '');
    expect(typeset).not.toHaveBeenCalled();
    Widget.attach(view, document.body);
    expect(typeset).toHaveBeenCalledTimes(1);
  });

  it('leaves the LaTeX visible where typesetting fails', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    typeset.mockImplementation(() => {
      throw new Error('no MathJax');
    });
    const view = shown({ blocks: [paragraph(0, 'one', math(0, 'x^2'))] });
    expect(view.node.textContent).toContain('\\(x^2\\)');
    expect(warn).toHaveBeenCalled();
    warn.mockRestore();
  });
});

describe('verdicts', () => {
  const blocks = [paragraph(0, 'one', math(0, 'a = b'), math(1, 'c'))];

  it('show the worst of the equations in a formula', () => {
    const view = shown({
      blocks,
      equations: [equation({}), equation({ start: 9, verdict: 'refuted' })]
    });
    const marked = [...view.node.querySelectorAll<HTMLElement>('[data-verdict]')];
    expect(marked.map(element => element.dataset.verdict)).toEqual(['refuted']);
    expect(marked[0]?.querySelector('summary')?.textContent).toBe('✗ refuted');
    expect(marked[0]?.querySelectorAll('li')).toHaveLength(2);
  });

  it('reach a formula that is drawn, one by one', () => {
    const view = attachedView();
    view.closeBlock(blocks[0] ?? paragraph(0, ''), '');
    view.setEquation(equation({}));
    view.setEquation(equation({ start: 9, verdict: 'unparsed' }));
    const formula = view.node.querySelector<HTMLElement>('.jp-Galactica-math');
    expect(formula?.dataset.verdict).toBe('unparsed');
    expect(formula?.querySelectorAll('.jp-Galactica-badge')).toHaveLength(1);
  });

  it('do not replace a badge that says the same already', () => {
    const view = shown({ blocks, equations: [equation({})] });
    const badge = view.node.querySelector('.jp-Galactica-badge');
    view.setAnswer(answer({ blocks, equations: [equation({})] }));
    expect(view.node.querySelector('.jp-Galactica-badge')).toBe(badge);
  });
});

describe('citations', () => {
  const blocks = [paragraph(0, 'one', cite(0, 'A Paper'), cite(1, 'Another'), cite(2, 'A Paper'))];
  const citations = [
    citation({ number: 1, refs: [0, 2] }),
    citation({ number: 2, refs: [1], status: 'found', key: 'noether1918', title: 'Another' })
  ];

  it('are numbered and linked with their list', () => {
    const { node } = shown({ blocks, citations });
    const markers = [...node.querySelectorAll<HTMLAnchorElement>('a.jp-Galactica-citation')];
    expect(markers.map(marker => marker.textContent)).toEqual(['[1]', '[2]', '[1]']);
    for (const marker of markers) {
      const reference = node.querySelector(`li${marker.hash}`);
      expect(reference?.querySelector(`a[href="#${marker.id}"]`)).not.toBeNull();
    }
  });

  it('say which are not verified', () => {
    const { node } = shown({ blocks, citations });
    const [first, second] = [...node.querySelectorAll('li')];
    expect(first?.textContent).toContain('not verified');
    expect(second?.textContent).not.toContain('not verified');
    expect(second?.textContent).toContain('found as noether1918');
    const marker = node.querySelector<HTMLElement>('[data-citation-status="unchecked"]');
    expect(marker?.title).toContain('Attention is all you need, Vaswani');
    expect(marker?.title).toContain('no bibliography was given');
  });

  it('link a found work by its DOI, and none that was not found', () => {
    const entry = { doi: '10.1000/182', url: 'javascript:alert(1)' };
    const { node } = shown({
      blocks,
      citations: [
        citation({ refs: [0], status: 'found', entry }),
        citation({ refs: [1], number: 2, status: 'mismatch', entry }),
        citation({ refs: [2], number: 3, status: 'found', entry: { url: 'javascript:alert(1)' } })
      ]
    });
    const links = [...node.querySelectorAll<HTMLAnchorElement>('li a[target="_blank"]')];
    expect(links.map(link => link.href)).toEqual(['https://doi.org/10.1000/182']);
  });

  it('offer a found work as BibTeX, LaTeX and Pandoc, and none that was not found', () => {
    const entry = {
      reference_line: 'E. Noether, Invariante Variationsprobleme, 1918.',
      bibtex: '@article{noether1918}',
      latex: '\\cite{noether1918}',
      pandoc: '[@noether1918]'
    };
    const { node } = shown({
      blocks,
      citations: [
        citation({ refs: [0], status: 'found', key: 'noether1918', entry }),
        citation({ refs: [1], number: 2, status: 'mismatch', entry })
      ]
    });
    const [group, ...others] = [...node.querySelectorAll('[role="group"]')];
    expect(others).toEqual([]);
    expect(group?.getAttribute('aria-label')).toBe('Copy reference 1 as');
    const buttons = [...(group?.querySelectorAll('button') ?? [])];
    expect(buttons.map(button => button.textContent)).toEqual(['BibTeX', '\\cite', '[@key]']);
    buttons.forEach(button => {
      button.click();
    });
    expect(copied).toEqual([entry.bibtex, entry.latex, entry.pandoc]);
    expect(buttons[0]?.textContent).toBe('Copied');
    const marker = node.querySelector<HTMLElement>('.jp-Galactica-citation');
    expect(marker?.title).toContain(entry.reference_line);
  });

  it('mark a retracted work though it was found', () => {
    const reason = 'Crossref has it as 10.1/a. It has been retracted.';
    const retracted = citation({ refs: [0], status: 'found', retracted: true, reason });
    const { node } = shown({ blocks, citations: [retracted] });
    const item = node.querySelector('li');
    expect(item?.textContent).toContain('✗ retracted');
    expect(item?.textContent).toContain(reason);
  });

  it('keep their ids apart from those of another answer', () => {
    const [one, other] = [shown({ blocks, citations }), shown({ blocks, citations })];
    const ids = [one, other].flatMap(view =>
      [...view.node.querySelectorAll('[id]')].map(element => element.id)
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('move the focus to the reference, and leave the address of the page', () => {
    Element.prototype.scrollIntoView = jest.fn();
    const { node } = shown({ blocks, citations });
    node.querySelector<HTMLElement>('a.jp-Galactica-citation')?.click();
    expect(document.activeElement).toBe(node.querySelector('li'));
    expect(window.location.hash).toBe('');
  });

  it('go back to what is cited when the list is withdrawn', () => {
    const view = shown({ blocks, citations });
    view.setCitations([]);
    expect(view.node.querySelector('.jp-Galactica-citation')?.textContent).toBe('[A Paper]');
    expect(view.node.querySelector('li')).toBeNull();
  });
});

describe('the check of a code block', () => {
  const blocks = [
    paragraph(0, 'one', { type: 'code', id: 0, language: 'python', code: 'x =', start: 0, end: 3 })
  ];

  it.each([
    [codeCheck({}), ' ✓ valid'],
    [codeCheck({ status: 'unchecked', reason: 'Only Python is read.' }), ' not checked'],
    [
      codeCheck({ status: 'invalid', reason: 'invalid syntax', line: 1 }),
      ' ✗ line 1: invalid syntax'
    ]
  ])('stands in its header', (check, words) => {
    const { node } = shown({ blocks, code: [check] });
    const note = node.querySelector('.jp-Galactica-codeHeader .jp-Galactica-validation');
    expect(note?.textContent).toBe(words);
    expect(node.querySelector<HTMLElement>('.jp-Galactica-code')?.dataset.status).toBe(
      check.status
    );
  });
});

describe('the end of an answer', () => {
  it('names the model, the tokens and their speed', () => {
    const { node } = shown({ equations: [equation({}), equation({ verdict: 'refuted' })] });
    expect(node.querySelector('footer')?.textContent).toBe(
      'equations: 1 refuted, 1 holds · demo · 12 tokens · 41.2 tokens/s'
    );
  });

  it('says that it comes from the cache, and names no speed', () => {
    const { node } = shown({ provenance: { model: 'demo', cached: true } });
    expect(node.querySelector('footer')?.textContent).toBe(
      'demo · 12 tokens · from the answer cache'
    );
  });

  it.each([
    ['length', 'stopped at the limit'],
    ['cancelled', 'stopped']
  ] as const)('says when it is %s', (finish_reason, words) => {
    expect(shown({ finish_reason }).node.querySelector('footer')?.textContent).toContain(words);
  });

  it('says what was left out of a prompt that did not fit', () => {
    const usage = { ...answer({}).usage, dropped_tokens: 812 };
    const dropped = 'the earlier turn did not fit the model’s window and went unread (812 tokens)';
    const told = shown({ usage, provenance: { model: 'demo', dropped } });
    expect(told.node.querySelector('footer')?.textContent).toContain(dropped);
    const counted = shown({ usage, provenance: { model: 'demo' } });
    expect(counted.node.querySelector('footer')?.textContent).toContain(
      "812 tokens of the prompt did not fit the model's window"
    );
  });

  it('keeps the text and says why it broke off', () => {
    const { node } = shown({
      blocks: [paragraph(0, 'kept')],
      finish_reason: 'error',
      error: 'The worker died; ask again.'
    });
    expect(node.textContent).toContain('kept');
    expect(node.querySelector('.jp-Galactica-error')?.textContent).toBe(
      'The worker died; ask again.'
    );
  });

  it('says what stood in the way of checking', () => {
    const { node } = shown({ problems: ['/home/ada/gone.bib is gone; restore it.'] });
    expect(node.querySelector('footer')?.textContent).toContain('gone.bib is gone');
  });

  it('says what the model says of itself', () => {
    const { node } = shown({ provenance: { model: 'demo', notice: 'A demonstration.' } });
    expect(node.querySelector('footer')?.textContent).toContain('A demonstration.');
  });
});
