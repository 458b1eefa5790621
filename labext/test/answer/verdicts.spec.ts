import { describeCheck, markMath, tally, worstVerdict } from '../../src/answer/verdicts';
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

describe('the description of a check', () => {
  it('gives the counterexample with both sides', () => {
    const check = equation({
      latex: '\\sin 2x = 2 \\sin x',
      verdict: 'refuted',
      reason: 'the sides differ',
      counterexample: { values: { x: '1' }, left: '0.909', right: '1.683' }
    });
    expect(describeCheck(check)).toBe(
      '\\sin 2x = 2 \\sin x: refuted. the sides differ. At x = 1 the left side is 0.909, the right side 1.683.'
    );
  });

  it('says on what it rests, as the checker put it', () => {
    const check = equation({ reason: 'Both sides agree at 20 points', evidence: 'numeric' });
    expect(describeCheck(check)).toContain('holds. Both sides agree at 20 points.');
  });

  it('says each thing once', () => {
    const check = equation({
      latex: '2 + 2 = 5',
      verdict: 'refuted',
      reason: 'The left side is 4, the right side 5, for $x > 0$; solutions: none.',
      counterexample: { values: {}, left: '4', right: '5' },
      domain: 'x > 0',
      solutions: 'none'
    });
    expect(describeCheck(check)).toBe(`2 + 2 = 5: refuted. ${check.reason}`);
  });

  it('gives the solutions and the dimensions', () => {
    const check = equation({
      verdict: 'conditional',
      solutions: 'x \\in \\{1\\}',
      dimensions: 'inconsistent'
    });
    expect(describeCheck(check)).toContain('Solutions: x \\in \\{1\\}.');
    expect(describeCheck(check)).toContain('The dimensions do not agree.');
  });

  it('says where an equation holds, which law it is, and which terms differ', () => {
    const check = equation({
      domain: 'x > 0',
      law: "Ohm's law",
      law_note: "Ohm's law is $V = I R$; here a sign is different",
      dimensions: 'inconsistent',
      dimension_reason: 'V is in volts, I in amperes'
    });
    expect(describeCheck(check)).toBe(
      "a = b: holds. It holds where x > 0. Ohm's law is $V = I R$; here a sign is different. " +
        'The dimensions do not agree: V is in volts, I in amperes.'
    );
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
