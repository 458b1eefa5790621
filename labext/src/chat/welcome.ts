import { Widget } from '@lumino/widgets';

import { create } from '../answer/dom';
import type { Welcome } from '../models/api';
import { plainButton } from '../menu';

const WHAT_THIS_IS =
  'Ask a scientific question: a model on your own machine or server answers. Every equation, ' +
  'citation, molecule and piece of code in the answer is checked, and what could not be says so.';

/** What stands where nothing is said yet: what this is, and questions to begin with. */
export class WelcomeView extends Widget {
  /**
   * @param _onAsk - called with the question that is clicked
   * @param onChoose - called when the user wants another model
   */
  constructor(
    private readonly _onAsk: (question: string) => void,
    onChoose: () => void
  ) {
    super({ node: create('section', 'jp-Galactica-welcome') });
    this.node.setAttribute('aria-label', 'Welcome');
    this._questions.setAttribute('aria-label', 'Questions to begin with');
    this.node.append(
      create('p', '', WHAT_THIS_IS),
      this._notice,
      plainButton('Choose a model …', onChoose),
      this._questions
    );
    this._notice.hidden = true;
  }

  /** Shows what suits a model; null where it is not known. */
  offer(welcome: Welcome | null): void {
    this._notice.textContent = welcome?.notice ?? '';
    this._notice.hidden = !welcome?.notice;
    this._questions.replaceChildren(
      ...(welcome?.questions ?? []).map(question => {
        const button = create('button', 'jp-Galactica-firstQuestion', question);
        button.type = 'button';
        button.addEventListener('click', () => {
          this._onAsk(question);
        });
        const item = create('li');
        item.append(button);
        return item;
      })
    );
  }

  private readonly _notice = create('p', 'jp-Galactica-notice');
  private readonly _questions = create('ul', 'jp-Galactica-firstQuestions');
}
