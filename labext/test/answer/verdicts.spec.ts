import { markMath, tally, worstVerdict } from '../../src/answer/verdicts';
import { equation } from '../fixtures';

describe('the worst verdict', () => {
  it('never lets what was not checked pass for what holds', () => {
    for (const verdict of ['unparsed', 'unsupported', 'timeout', 'conditional'] as const) {
      expect(worstVerdict([equation({}), equation({ verdict })])).toBe(verdict);
    }
  });

  it('is refuted wherever one equation is', () => {
    const checks = [equation({ verdict: 'timeout' }), equation({ verdict: 'refuted' })];
    expect(worstVerdict(checks)).toBe('refuted');
  });

  it('is none without equations', () => {
    expect(worstVerdict([])).toBeNull();
  });
});

describe('an unfolded badge', () => {
  const doubtful = equation({
    verdict: 'doubtful',
    reason: 'Does not follow from $a = 1$.',
    explanation: 'Does not follow from $a = 1$. Did you mean $b^2 = \\$2$?',
    explanation_plain: 'Does not follow from a = 1. Did you mean b² = $2?'
  });

  function marked(...checks: Parameters<typeof markMath>[1]): HTMLElement {
    const formula = document.createElement('span');
    markMath(formula, checks);
    return formula;
  }

  it('has the formulas of a reason as formulas, and no source of them', () => {
    const list = marked(doubtful).querySelector('ul');
    const formulas = [...(list?.querySelectorAll<HTMLElement>('.mathjax_process') ?? [])];
    expect(formulas.map(({ dataset }) => dataset.latex)).toEqual(['a = 1', 'b^2 = \\$2']);
    expect(list?.textContent).toBe(
      'Does not follow from \\(a = 1\\). Did you mean \\(b^2 = \\$2\\)?'
    );
  });

  it('is typeset once it is unfolded', () => {
    const formula = document.createElement('span');
    const typeset = jest.fn();
    markMath(formula, [doubtful], { typeset });
    expect(typeset).not.toHaveBeenCalled();
    const badge = formula.querySelector('details');
    badge?.dispatchEvent(new Event('toggle'));
    badge?.dispatchEvent(new Event('toggle'));
    expect(typeset.mock.calls).toEqual([[formula.querySelector('ul')]]);
  });

  it('says the same to who hovers and to who listens, in characters', () => {
    const summary = marked(doubtful).querySelector('summary');
    expect(summary?.title).toBe(doubtful.explanation_plain);
    expect(summary?.getAttribute('aria-label')).toBe(`doubtful. ${doubtful.explanation_plain}`);
    expect(summary?.textContent).toBe('! doubtful');
  });

  it('says of several equations which one it speaks of', () => {
    const items = marked(equation({ latex: 'a = b' }), doubtful).querySelectorAll('li');
    expect(items[0]?.textContent).toBe('\\(a = b\\) – ✓ holds');
    expect(items[1]?.textContent).toContain('! doubtful: Does not follow');
  });

  it('has of an older notebook the bare reason', () => {
    const older = equation({ verdict: 'refuted', reason: 'The sides differ.' });
    expect(marked(older).querySelector('li')?.textContent).toBe('The sides differ.');
  });
});

describe('a marked formula', () => {
  it('says its worst verdict and the tone to colour it in, until it has none', () => {
    const formula = document.createElement('span');
    markMath(formula, [equation({}), equation({ verdict: 'timeout' })]);
    expect(formula.textContent).toContain('⏱ timed out');
    expect(formula.dataset).toMatchObject({ verdict: 'timeout', tone: 'plain' });
    markMath(formula, []);
    expect(formula.textContent).toBe('');
    expect(formula.attributes).toHaveLength(0);
  });
});

describe('the tally', () => {
  it('counts what is accused first', () => {
    const checks = [
      equation({}),
      equation({ verdict: 'doubtful' }),
      equation({ verdict: 'refuted' }),
      equation({}),
      equation({ verdict: 'unparsed' })
    ];
    expect(tally(checks)).toBe('1 refuted, 1 doubtful, 2 hold, 1 not parsed');
  });
});
