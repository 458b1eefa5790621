import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { fault, pageSource } from '../../src/answer/typesetting';

/** Formulas that Python's part judges alike: its tests read the same file. */
const file = join(__dirname, '../../../tests/answer/typesetting_cases.json');
const cases = JSON.parse(readFileSync(file, 'utf-8')) as { typeset: string[]; refused: string[] };

it.each(cases.typeset)('the formula %j of known commands is typeset', latex => {
  expect(fault(latex)).toBe('');
});

it.each(cases.refused)('the formula %j, which could do more than draw, is not typeset', latex => {
  expect(fault(latex)).not.toBe('');
});

it('a label that goes makes no command of two', () => {
  expect(pageSource('\\in\\label{x}put{y}')).toBe('\\in put{y}');
});

it('a per cent sign begins no comment', () => {
  expect(pageSource('5% x \\% y')).toBe('5\\% x \\% y');
});
