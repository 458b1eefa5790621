import { drawBlock } from '../../src/answer/draw';
import { Marks } from '../../src/answer/marks';
import type * as schema from '../../src/answer/schema';
import { cite, math, paragraph, text } from '../fixtures';

const copied = jest.fn();
jest.mock('@jupyterlab/apputils', () => ({
  Clipboard: {
    copyToSystem: (words: string): void => {
      copied(words);
    }
  }
}));

function draw(...nodes: unknown[]): HTMLElement {
  return drawBlock(paragraph(0, 'source', ...(nodes as schema.Node[])), new Marks());
}

function element(
  tag: string,
  attrs: Record<string, unknown> = {},
  ...children: unknown[]
): unknown {
  return { type: 'element', tag, attrs, children };
}

describe('drawing nodes', () => {
  it('draws elements of the whitelist, nested', () => {
    const drawn = draw(
      element('ol', { start: '3' }, element('li', {}, element('em', {}, text('x'))))
    );
    expect(drawn.querySelector('p > ol[start="3"] > li > em')?.textContent).toBe('x');
  });

  it('aligns table cells', () => {
    const drawn = draw(element('td', { align: 'right' }, text('1')));
    expect(drawn.querySelector('td')?.style.textAlign).toBe('right');
  });

  it('opens links elsewhere and tells them nothing', () => {
    const link = draw(element('a', { href: 'https://example.org/a' }, text('a'))).querySelector(
      'a'
    );
    expect(link?.href).toBe('https://example.org/a');
    expect(link?.target).toBe('_blank');
    expect(link?.rel).toBe('noopener noreferrer');
  });

  it('keeps formulas as LaTeX between delimiters', () => {
    const drawn = draw(math(0, 'x^2'), math(1, 'y', true));
    const formulas = [...drawn.querySelectorAll('.jp-Galactica-formula')];
    expect(formulas.map(formula => formula.textContent)).toEqual(['\\(x^2\\)', '\\[y\\]']);
  });

  it('gives display environments no second delimiters', () => {
    const latex = '\\begin{align*}a &= b\\end{align*}';
    const formula = draw(math(0, latex, true)).querySelector('.jp-Galactica-formula');
    expect(formula?.textContent).toBe(latex);
  });

  it('lets MathJax look only at formulas, so that prices stay prices', () => {
    const drawn = draw(text('$5 and $6'), math(0, 'x'));
    expect(drawn.classList).toContain('mathjax_ignore');
    const processed = [...drawn.querySelectorAll('.mathjax_process')];
    expect(processed.map(formula => formula.textContent)).toEqual(['\\(x\\)']);
  });

  it('says what a molecule or a sequence is', () => {
    const drawn = draw(
      { type: 'molecule', id: 0, smiles: 'CCO', isomeric: false, start: 0, end: 3 },
      { type: 'sequence', alphabet: 'dna', letters: 'ACGT', start: 0, end: 4 },
      { type: 'sequence', alphabet: 'amino', letters: 'MKV', start: 0, end: 3 }
    );
    const chips = [...drawn.querySelectorAll('.jp-Galactica-chip')];
    expect(chips.map(chip => chip.textContent)).toEqual(['SMILES CCO', 'DNA ACGT', 'protein MKV']);
  });

  it('copies code as it stands', () => {
    const code = 'print("<b>")\n';
    const drawn = draw({ type: 'code', id: 0, language: 'python', code, start: 0, end: 9 });
    expect(drawn.querySelector('pre > code')?.textContent).toBe(code);
    drawn.querySelector('button')?.click();
    expect(copied).toHaveBeenCalledWith(code);
  });

  it('folds the working', () => {
    const drawn = draw({ type: 'work', blocks: [paragraph(0, 'first, 2 + 2')] });
    const work = drawn.querySelector('details');
    expect(work?.open).toBe(false);
    expect(work?.textContent).toContain('first, 2 + 2');
  });

  it('shows what is cited until it has a number', () => {
    expect(draw(cite(0, ' A Paper, Noether ')).textContent).toBe('[A Paper, Noether]');
  });
});

describe('hostile nodes', () => {
  it.each(['script', 'img', 'iframe', 'style', 'svg', 'constructor', '__proto__'])(
    'draws no <%s>, only its text',
    tag => {
      const drawn = draw(element(tag, { onerror: 'alert(1)', src: 'x' }, text('alert(1)')));
      expect(drawn.querySelector('p > span')?.textContent).toBe('alert(1)');
      expect(drawn.querySelector('p')?.children).toHaveLength(1);
      expect(drawn.querySelector('span')?.attributes).toHaveLength(0);
    }
  );

  it.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    '/api/shutdown',
    '//evil.example'
  ])('makes no link of %j', href => {
    const drawn = draw(element('a', { href }, text('here')));
    expect(drawn.querySelector('a')).toBeNull();
    expect(drawn.textContent).toBe('here');
  });

  it('sets no attribute but those it knows', () => {
    const drawn = draw(element('td', { onclick: 'x()', align: 'x;color:red', style: 'y' }));
    expect(drawn.querySelector('td')?.getAttributeNames()).toEqual(['dir']);
  });

  it('shows markup as text', () => {
    const markup = '<img src=x onerror=alert(1)>';
    const drawn = draw(text(markup), { type: 'molecule', id: 0, smiles: markup }, math(0, markup));
    expect(drawn.querySelector('img')).toBeNull();
    expect(drawn.textContent).toContain(markup);
  });

  it('shows the text of nodes it does not know', () => {
    const unknown = { type: 'video', children: [{ text: 'kept ' }, { latex: 'x' }] };
    expect(draw(unknown, null, 7, { type: 'math', id: 'no' }).textContent).toBe('kept x');
  });

  it('draws what a node holds that it does not know', () => {
    const unknown = { type: 'video', text: 'see ', children: [math(0, 'x'), element('em')] };
    const drawn = draw(unknown, { type: 'element', tag: 'p', attrs: 7, children: [text(' end')] });
    expect(drawn.querySelector('p > span > .jp-Galactica-math')?.textContent).toBe('\\(x\\)');
    expect(drawn.querySelectorAll('p > span')).toHaveLength(2);
    expect(drawn.textContent).toBe('see \\(x\\) end');
  });

  it('survives a tree that nests without end', () => {
    let node: unknown = text('deep');
    for (let depth = 0; depth < 50_000; depth++) {
      node = element('em', {}, node);
    }
    expect(draw(node).textContent).toBe('deep');
  });
});
