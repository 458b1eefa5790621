import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readStep } from '../../src/checks/steps';
import { citation, equation } from '../fixtures';

const PLACE = { line: 1, column: 10, cell: 1, output: null, file: null };

describe('a step of a check', () => {
  it('is read from what the server sends', () => {
    const formulas = [{ id: 0, latex: '1 = 2', place: PLACE }];
    expect(readStep({ type: 'formulas', formulas })).toEqual({ type: 'formulas', formulas });
    const equations = [equation({ verdict: 'refuted' })];
    expect(readStep({ type: 'equations', equations, formulas: 1 })).toEqual({
      type: 'equations',
      equations,
      formulas: 1
    });
    const works = [{ citation: citation({}), places: [PLACE] }];
    expect(readStep({ type: 'works', works })).toEqual({ type: 'works', works });
    expect(readStep({ type: 'done', coverage: 'All.', problems: ['One.'] })).toEqual({
      type: 'done',
      coverage: 'All.',
      problems: ['One.']
    });
  });

  it('leaves out what is malformed', () => {
    const equations = [equation({}), { verdict: 'proved' }, null];
    expect(readStep({ type: 'equations', equations })).toMatchObject({ formulas: 0 });
    expect(readStep({ type: 'formulas', formulas: [{ id: 'x' }] })).toEqual({
      type: 'formulas',
      formulas: []
    });
    expect(readStep({ type: 'other' })).toBeNull();
    expect(readStep(null)).toBeNull();
  });

  it('that failed says so', () => {
    expect(() => readStep({ type: 'failed', message: 'Too large.' })).toThrow('Too large.');
  });
});

/** Those of any menu, whatever the settings of the checks are. */
function selectors(): string[] {
  const file = join(__dirname, '../../schema/checks.json');
  return [...readFileSync(file, 'utf-8').matchAll(/"selector": "([^"]*)"/g)].map(
    ([, selector = '']) => selector
  );
}

describe('the menus of the checks', () => {
  it('have selectors that JupyterLab takes: one with a comma would cost it all its menus', () => {
    expect(selectors().length).toBeGreaterThan(5);
    expect(selectors().filter(selector => selector.includes(','))).toEqual([]);
  });
});
