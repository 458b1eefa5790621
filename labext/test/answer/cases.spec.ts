import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { drawBlock } from '../../src/answer/draw';
import { Marks } from '../../src/answer/marks';
import type { Block } from '../../src/answer/schema';
import { sketchBlock } from './sketch';

jest.mock('@jupyterlab/apputils', () => ({}));

/** A text, its blocks as a person has written them down, and the tree the front end gets. */
interface Case {
  name: string;
  text: string;
  blocks: string[];
  tree: Block[];
}

const file = join(__dirname, '../../../tests/answer/lexer_cases.json');
const cases = JSON.parse(readFileSync(file, 'utf-8')) as Case[];

describe("the lexer's cases", () => {
  it('are at least 150', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });

  it.each(cases.map(one => [one.name, one] as const))('%s', (_, { text, blocks, tree }) => {
    const drawn = tree.map(block => sketchBlock(drawBlock(block, new Marks())));
    // The page does not tell the two kinds of SMILES apart.
    expect(drawn).toEqual(blocks.map(block => block.replaceAll('⟨isomeric ', '⟨smiles ')));
    expect(tree.map(({ source }) => source).join('')).toBe(text);
  });
});
