import { drawBlock } from '../../src/answer/draw';
import { Marks } from '../../src/answer/marks';
import { typesetMath } from '../../src/answer/math';
import { math, paragraph } from '../fixtures';

/** What MathJax makes of a formula, for which it is given a page that has layout. */
async function typeset(html: string): Promise<HTMLElement> {
  const block = drawBlock(paragraph(0, 'one', math(0, '\\frac{a}')), new Marks());
  const formula = block.querySelector('.jp-Galactica-formula');
  await typesetMath(block, {
    typeset: () => {
      formula?.replaceChildren();
      formula?.insertAdjacentHTML('beforeend', html);
    }
  });
  return block;
}

jest.mock('@jupyterlab/apputils', () => ({}));

describe('a formula that MathJax cannot typeset', () => {
  it('is shown as LaTeX with the reason', async () => {
    const block = await typeset(
      '<mjx-container><mjx-merror data-mjx-error="Missing close brace"></mjx-merror></mjx-container>'
    );
    expect(block.querySelector('code')?.textContent).toBe('\\frac{a}');
    expect(block.textContent).toContain('cannot be typeset: Missing close brace');
    expect(block.querySelector('.mathjax_process')).toBeNull();
  });

  it('names the command that is unknown', async () => {
    const block = await typeset(
      '<mjx-container><math><mtext mathcolor="red">\\foo</mtext></math></mjx-container>'
    );
    expect(block.textContent).toContain('\\foo is no command it knows');
  });

  it('is not one that has words in red', async () => {
    const block = await typeset(
      '<mjx-container><mtext mathcolor="red">hot</mtext></mjx-container>'
    );
    expect(block.querySelector('mjx-container')).not.toBeNull();
  });
});

describe('a formula that is no mere formula', () => {
  it.each([
    ['\\Newextarrow{\\ne}{0,0}{0x3D}', '\\Newextarrow is no command it knows'],
    ['\\def\\ne{=}', '\\def is no command it knows'],
    ['\\unicode[e;background:url(https://evil.example)]{x41}', '\\unicode is no command'],
    ['\\rlap{\\text{✓ holds}}', '\\rlap is no command it knows'],
    ['\\frac{a', 'it breaks off before its braces close'],
    ['a \\) b', '\\) is no command it knows']
  ])('such as %j never reaches MathJax: its source and the reason do', (latex, reason) => {
    const block = drawBlock(paragraph(0, 'one', math(0, latex)), new Marks());
    expect(block.querySelector('.mathjax_process')).toBeNull();
    expect(block.querySelector('code')?.textContent).toBe(latex);
    expect(block.textContent).toContain(`cannot be typeset: ${reason}`);
  });
});
