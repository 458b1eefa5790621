/** What is shown of the checks of molecules and sequences. */
import { create } from './dom';
import { readDrawing } from './drawing';
import { VALIDATION_STATUSES } from './faces';
import type { MoleculeCheck, SequenceCheck } from './schema';
import { count, inWords } from './words';

const KINDS: Record<SequenceCheck['kind'], string> = { dna: 'DNA', rna: 'RNA', protein: 'protein' };

const KILODALTON_FROM = 10_000; // Da

/** A molecule or a sequence, with a word for what it is; what is known of it comes behind it. */
export function drawSubstance(label: string, text: string): HTMLElement {
  const substance = create('span', 'jp-Galactica-substance');
  const chip = create('span', 'jp-Galactica-chip');
  chip.append(create('span', 'jp-Galactica-chipLabel', label), ' ', create('code', '', text));
  substance.append(chip);
  return substance;
}

/** Shows formula, molar mass and a drawing of a molecule, or why it is not valid. */
export function markMolecule(molecule: HTMLElement, check: MoleculeCheck): void {
  const mass = check.molar_mass === null ? '' : `${decimal(check.molar_mass, 2)} g/mol`;
  const formula = drawFormula(check.formula);
  const facts = [...formula, ...(formula.length > 0 && mass ? [', '] : []), mass];
  const key = check.inchikey && `\nInChIKey: ${check.inchikey}`;
  mark(molecule, check, facts, key);
  const drawing = check.status === 'valid' ? readDrawing(check.svg) : null;
  if (drawing) {
    const frame = create('span', 'jp-Galactica-drawing');
    frame.append(drawing);
    molecule.append(frame);
  }
}

/** Shows length, mass and GC content of a sequence, or why it is not valid. */
export function markSequence(sequence: HTMLElement, check: SequenceCheck): void {
  const label = sequence.querySelector('.jp-Galactica-chipLabel');
  if (label) {
    label.textContent = KINDS[check.kind]; // the model writes RNA as DNA
  }
  const facts = [
    count(check.length, check.kind === 'protein' ? 'amino acid' : 'nucleotide'),
    check.molar_mass === null ? '' : massOf(check.molar_mass),
    check.gc === null ? '' : `GC ${decimal(100 * check.gc, 1)} %`
  ];
  mark(sequence, check, [facts.filter(Boolean).join(', ')]);
}

function mark(
  substance: HTMLElement,
  { status, reason }: MoleculeCheck | SequenceCheck,
  facts: readonly (Node | string)[],
  more = ''
): void {
  substance.querySelectorAll(':scope > :not(.jp-Galactica-chip)').forEach(shown => {
    shown.remove();
  });
  const face = VALIDATION_STATUSES[status];
  substance.dataset.status = status;
  substance.dataset.tone = face.tone;
  const note = create('span', 'jp-Galactica-validation');
  note.title = reason + more;
  note.append(' ');
  if (status === 'valid') {
    note.append(...facts);
  } else {
    const why = status === 'invalid' ? `: ${reason.replace(/\.$/, '')}` : '';
    note.append(inWords(face) + why);
  }
  substance.append(note);
}

const PART =
  /\[(?<isotope>\d{1,3})(?<nuclide>[A-Z][a-z]?)\]|(?<symbol>[A-Z][a-z]?|\*)|(?<number>\d{1,9})|(?<charge>[+-]\d{0,9})/g;

/** "SO4-2" with its numbers lowered and its charge raised; what is no formula as it stands. */
function drawFormula(formula: string): (Node | string)[] {
  if (formula.replace(PART, '') !== '') {
    return [formula];
  }
  return [...formula.matchAll(PART)].flatMap(({ groups = {} }) => {
    const { isotope, nuclide, symbol, number, charge } = groups;
    if (isotope && nuclide) {
      return [create('sup', '', isotope), nuclide];
    }
    if (number) {
      return [create('sub', '', number)];
    }
    if (charge) {
      return [create('sup', '', charge.slice(1) + charge.slice(0, 1).replace('-', '−'))];
    }
    return [symbol ?? ''];
  });
}

function massOf(dalton: number): string {
  return dalton < KILODALTON_FROM ? `${decimal(dalton, 1)} Da` : `${decimal(dalton / 1000, 2)} kDa`;
}

function decimal(number: number, digits: number): string {
  return number.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits
  });
}
