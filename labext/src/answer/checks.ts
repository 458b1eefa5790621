/** What is shown of the checks of molecules and of code. */
import { create } from './dom';
import type { CodeCheck, MoleculeCheck } from './schema';

/** Marks a chip with what is known of its molecule. */
export function markMolecule(chip: HTMLElement, check: MoleculeCheck): void {
  mark(chip, chip, check.status, check.reason);
}

/** Marks a code block in its header line. */
export function markCode(code: HTMLElement, check: CodeCheck): void {
  const header = code.querySelector<HTMLElement>('.jp-Galactica-codeLanguage');
  const where = check.line === null ? '' : `line ${check.line}: `;
  if (header) {
    mark(code, header, check.status, where + check.reason);
  }
}

function mark(
  element: HTMLElement,
  place: HTMLElement,
  status: MoleculeCheck['status'],
  reason: string
): void {
  element.dataset.status = status;
  place.querySelector(':scope > .jp-Galactica-validation')?.remove();
  if (status === 'unchecked') {
    place.title = `not checked: ${reason}`;
    return;
  }
  place.title = reason;
  const words = status === 'valid' ? ' ✓ valid' : ` ✗ invalid: ${reason}`;
  place.append(create('span', 'jp-Galactica-validation', words));
}
