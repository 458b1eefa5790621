/** Who came to the verdicts of an answer that a notebook brings. */
import { create } from './dom';
import { trans } from './trans';

/** What is asked of the server about answers, each as the notebook has it. */
export interface Origins {
  /** Whether this user's machine came to the verdicts. */
  isOwn(answer: unknown): Promise<boolean>;
  /** Has the text checked again; the answer in all its forms, by MIME type. */
  checkAgain(answer: unknown): Promise<Record<string, unknown>>;
}

/** A sentence on verdicts that are only said, and a button that has them checked. */
export function drawOffer(checkAgain: () => Promise<void>): HTMLElement {
  const offer = create('div', 'jp-Galactica-offer');
  const words = create(
    'span',
    '',
    `${trans.__('These verdicts are not of this machine: the notebook says so.')} `
  );
  const button = create('button', 'jp-Galactica-codeButton', trans.__('Check again'));
  button.type = 'button';
  button.addEventListener('click', () => {
    button.disabled = true;
    words.textContent = `${trans.__('Checking …')} `;
    checkAgain().catch((error: unknown) => {
      button.disabled = false;
      words.textContent = `${error instanceof Error ? error.message : String(error)} `;
    });
  });
  offer.append(words, button);
  return offer;
}
