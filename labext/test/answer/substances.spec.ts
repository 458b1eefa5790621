import { readDrawing } from '../../src/answer/drawing';
import type * as schema from '../../src/answer/schema';
import { AnswerView } from '../../src/answer/view';
import { answer, molecule, paragraph, sequence } from '../fixtures';

const PATH = '<path d="M 1.0,2.0 L 3.0,4.0"/>';

function drawing(inside: string, attributes = ''): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" viewBox="0 0 40 30" role="img"' +
    ` aria-label="Structure of C2H6O"${attributes}>${inside}</svg>`
  );
}

function shown(fields: Partial<schema.Answer>): HTMLElement {
  const nodes: schema.Node[] = [
    { type: 'molecule', id: 0, smiles: 'CCO', isomeric: false, start: 0, end: 3 },
    { type: 'sequence', alphabet: 'dna', letters: 'ACGU', start: 7, end: 11 }
  ];
  const view = new AnswerView(null);
  view.setAnswer(answer({ blocks: [paragraph(0, 'one', ...nodes)], ...fields }));
  return view.node;
}

function words(node: HTMLElement): (string | null)[] {
  return [...node.querySelectorAll('.jp-Galactica-validation')].map(note => note.textContent);
}

describe('a molecule', () => {
  it('shows its formula, its molar mass and a drawing', () => {
    const svg = drawing(`<g fill="currentColor">${PATH}</g>`);
    const node = shown({ molecules: [molecule({ svg })] });
    expect(words(node)).toEqual([' C2H6O, 46.07 g/mol']);
    const lowered = [...node.querySelectorAll('sub')].map(sub => sub.textContent);
    expect(lowered).toEqual(['2', '6']);
    const picture = node.querySelector('.jp-Galactica-drawing > svg');
    expect(picture?.getAttribute('role')).toBe('img');
    expect(picture?.querySelector('path')?.getAttribute('d')).toBe('M 1.0,2.0 L 3.0,4.0');
  });

  it('raises charges and isotopes', () => {
    const node = shown({ molecules: [molecule({ formula: '[13C]O3-2', molar_mass: null })] });
    const raised = [...node.querySelectorAll('sup')].map(sup => sup.textContent);
    expect(raised).toEqual(['13', '2−']);
  });

  it('says why it is not valid', () => {
    const check = molecule({ status: 'invalid', reason: 'A ring is not closed.', formula: '' });
    const node = shown({ molecules: [check] });
    expect(words(node)).toEqual([' ✗ invalid: A ring is not closed']);
    expect(node.querySelector<HTMLElement>('.jp-Galactica-substance')?.dataset.status).toBe(
      'invalid'
    );
  });

  it('is marked once, however often its check comes', () => {
    const view = new AnswerView(null);
    const node: schema.Node = {
      type: 'molecule',
      id: 0,
      smiles: 'CCO',
      isomeric: false,
      start: 0,
      end: 3
    };
    view.setAnswer(answer({ blocks: [paragraph(0, 'one', node)] }));
    view.setMolecule(molecule({}));
    view.setMolecule(molecule({ molar_mass: 46 }));
    expect(words(view.node)).toEqual([' C2H6O, 46.00 g/mol']);
  });
});

describe('a sequence', () => {
  it('shows its kind, length, mass and GC content', () => {
    const node = shown({ sequences: [sequence({ kind: 'rna', start: 7, molar_mass: 12_345.6 })] });
    expect(words(node)).toEqual([' 4 nucleotides, 12.35 kDa, GC 50.0 %']);
    expect(node.textContent).toContain('RNA ACGU');
  });

  it('names the wrong letter', () => {
    const reason = 'Letter 2, X, is no nucleotide.';
    const node = shown({ sequences: [sequence({ status: 'invalid', start: 7, reason })] });
    expect(words(node)).toEqual([' ✗ invalid: Letter 2, X, is no nucleotide']);
  });
});

describe('a drawing from a foreign notebook', () => {
  it('is shown where it is of our own form', () => {
    expect(readDrawing(drawing(PATH))?.childElementCount).toBe(1);
  });

  it.each([
    drawing('<script>alert(1)</script>'),
    drawing(PATH, ' onload="alert(1)"'),
    drawing(`${PATH}<style>*{display:none}</style>`),
    drawing('<a href="javascript:alert(1)"><path d="M0,0"/></a>'),
    drawing('<image href="https://example.org/seen.png"/>'),
    drawing('<use href="#x"/>'),
    drawing('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
    drawing('<path d="M0,0" fill="url(https://example.org)"/>'),
    drawing('<path d="M0,0" style="background:url(//example.org)"/>'),
    drawing('<animate attributeName="href" values="javascript:alert(1)"/>'),
    drawing('text'),
    drawing('<!-- comment -->'),
    drawing('<x:path xmlns:x="http://www.w3.org/2000/svg" d="M0,0"/>'),
    '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + drawing('&a;'),
    '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    drawing(PATH.repeat(4000)),
    'no markup',
    ''
  ])('is not shown where it is another: %s', svg => {
    expect(readDrawing(svg)).toBeNull();
    const node = shown({ molecules: [molecule({ svg })] });
    expect(node.querySelector('svg, script, style, image')).toBeNull();
    expect(node.textContent).toContain('g/mol');
  });
});
