import { aligned, signatureOf, signatureOfDrawn } from '../../src/checks/align';

function drawn(html: string): string {
  const element = document.createElement('span');
  element.innerHTML = html;
  return signatureOfDrawn(element);
}

describe('the signature of a formula', () => {
  it('is the same for LaTeX and for what MathJax makes of it', () => {
    const math = (inner: string) => `<mjx-assistive-mml><math>${inner}</math></mjx-assistive-mml>`;
    expect(drawn(math('<mi>sin</mi><mn>2</mn><mi>x</mi><mo>=</mo><mi>𝑥</mi>'))).toBe(
      signatureOf('\\sin 2x = x')
    );
    expect(drawn(math('<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>'))).toBe(
      signatureOf('x^2_1')
    );
    expect(drawn(math('<mfrac><mn>1</mn><mn>2</mn></mfrac>'))).toBe(signatureOf('\\frac12'));
  });

  it('is read from the names of glyphs where nothing is spoken', () => {
    expect(drawn('<mjx-c class="mjx-c1D465 TEX-I"></mjx-c><mjx-c class="mjx-c3D"></mjx-c>')).toBe(
      signatureOf('x =')
    );
  });

  it('is read from the source that KaTeX keeps', () => {
    expect(drawn('<annotation encoding="application/x-tex">x^2=1</annotation>')).toBe(
      signatureOf('x^2 = 1')
    );
  });

  it('leaves out what is not typeset as it is written', () => {
    expect(signatureOf('\\begin{align}\\label{eq1} a &= \\alpha \\\\ b &= 2\\end{align}')).toBe(
      '2==ab'
    );
  });
});

describe('drawn and told formulas', () => {
  it('are paired in order where they are the same', () => {
    expect(aligned(['a', 'b', 'a'], ['a', 'b', 'a'])).toEqual([0, 1, 2]);
  });

  it('are paired around one that only the page takes for a formula', () => {
    expect(aligned(['1=x', '56and', '2=x'], ['1=x', '2=x'])).toEqual([0, null, 1]);
  });

  it('are paired around one that only the checker takes for a formula', () => {
    expect(aligned(['1=x', '3=x'], ['1=x', '2=x', '3=x'])).toEqual([0, 2]);
  });

  it('are paired where a macro of the user reads otherwise', () => {
    expect(aligned(['1=x', '=Rabx', '2=y'], ['1=x', '=abx', '2=y'])).toEqual([0, 1, 2]);
  });

  it('are left alone where two stand in one place that have nothing in common', () => {
    expect(aligned(['1=x', 'abc', '2=y'], ['1=x', '789', '2=y'])).toEqual([0, null, 2]);
  });

  it('give no badge to any formula of a page that knows none of them', () => {
    expect(aligned(['a'], [])).toEqual([null]);
    expect(aligned([], ['a'])).toEqual([]);
  });

  it('take no time that grows without limit', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => String(index % 7));
    expect(aligned([...many, 'x'], ['y', ...many])).toHaveLength(many.length + 1);
  });
});
