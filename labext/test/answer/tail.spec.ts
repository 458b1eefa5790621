import { COMING, TailReader } from '../../src/answer/tail';

const ANSWER = [
  '# Energy\n',
  'The **energy** of rest is \\(E = mc^2\\), by $p = 0$ and $$E^2 = p^2c^2$$',
  ' [START_REF] On Electrodynamics, Einstein[END_REF]; it costs $5 and $6.\n',
  '\\begin{align*} a &= b \\\\ \\text{[}c &= d \\end{align*} <work>two</work>\n',
  '- `x` of [START_I_SMILES]CC(=O)O[END_I_SMILES], a[0] < b \\[\\int_0^1 x\\,dx\\] end.</s>\n',
  '```python\nx ** 2  # \\(not a formula\\) [START_REF]\n```\nDone, 2*3.'
].join('');

const SHOWN = [
  '\nEnergy\n'.slice(1),
  `The energy of rest is ${COMING}, by ${COMING} and ${COMING}`,
  ` ${COMING}; it costs $5 and $6.\n`,
  `${COMING} two\n`,
  `- x of ${COMING}, a[0] < b ${COMING} end.\n`,
  'x ** 2  # \\(not a formula\\) [START_REF]\nDone, 2*3.'
].join('');

const RAW = /\\[([]|\\[)\]]|\\begin|\\end|\[START|\[END|<\/?work|<\/s>|\*\*|\$(?!\d)|`|#/;

/** What a reader sees after each of these pieces. */
function seen(pieces: Iterable<string>): string[] {
  const reader = new TailReader();
  let shown = '';
  return [...pieces].map(piece => (shown += reader.push(piece)));
}

describe('an answer that grows', () => {
  it('shows no raw mark after any character', () => {
    const code = SHOWN.indexOf('x ** 2');
    for (const shown of seen(ANSWER)) {
      expect(shown.slice(0, code)).not.toMatch(RAW);
      expect(SHOWN.startsWith(shown)).toBe(true);
    }
  });

  it('shows the same however it is cut', () => {
    const whole = seen([ANSWER])[0];
    expect(whole).toBe(SHOWN);
    expect(seen(ANSWER).pop()).toBe(whole);
    for (let cut = 0; cut <= ANSWER.length; cut++) {
      expect(seen([ANSWER.slice(0, cut), ANSWER.slice(cut)])[1]).toBe(whole);
    }
  });

  it('shows a formula that is not closed as dots, and no more', () => {
    expect(seen(['Energy \\(E = mc'])[0]).toBe(`Energy ${COMING}`);
    expect(seen(['As in [START_REF] On Elec'])[0]).toBe(`As in ${COMING}`);
  });

  it('shows what only looks like a mark, once that is known', () => {
    expect(seen(['a \\', 'alpha, [STA', 'rt], <wo', 'w>, $', ' 5 or 3', '.'])).toEqual([
      'a ',
      'a \\alpha, ',
      'a \\alpha, [STArt], ',
      'a \\alpha, [STArt], <wow>, ',
      'a \\alpha, [STArt], <wow>, $ 5 or 3',
      'a \\alpha, [STArt], <wow>, $ 5 or 3.'
    ]);
  });

  it('reads a long answer in pieces without reading it again', () => {
    const reader = new TailReader();
    let shown = 0;
    for (let piece = 0; piece < 100_000; piece++) {
      shown += reader.push('\\(x and ').length;
    }
    expect(shown).toBe(1);
  });
});
