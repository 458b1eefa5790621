import type { ILatexTypesetter } from '@jupyterlab/rendermime';
import { Panel, Widget } from '@lumino/widgets';

import type { CodeTools } from '../answer/code';
import { create } from '../answer/dom';
import { AnswerView } from '../answer/view';
import { drawQuestion } from '../context/question';
import { FORMS, type Form, type Turn } from './conversations';
import { menuButton, plainButton } from '../menu';

/** What answers are drawn with. */
export interface Tools {
  typesetter: ILatexTypesetter | null;
  code: CodeTools | null;
}

/** What a reader can do with a turn. */
export interface TurnActions {
  edit(turn: Turn): void;
  again(turn: Turn): void;
  continues(turn: Turn): void;
  showVersion(version: number): void;
  copy(turn: Turn, form: Form): void;
  insert(turn: Turn): void;
}

/**
 * A question with its answer, which is drawn only while it can be seen.
 *
 * What is out of sight keeps its height, so that nothing moves.
 */
export class TurnView extends Panel {
  constructor(
    private _turn: Turn,
    private readonly _tools: Tools,
    private readonly _actions: TurnActions
  ) {
    super();
    this.addClass('jp-Galactica-turn');
    const asked = new Widget();
    asked.addClass('jp-Galactica-question');
    this._question.dir = 'auto';
    asked.node.append(this._question, this._edit);
    this.addWidget(asked);
    this._place.addClass('jp-Galactica-place');
    this.addWidget(this._place);
    this.addWidget(new Widget({ node: this._actionRow }));
    this.setTurn(_turn);
  }

  get turn(): Turn {
    return this._turn;
  }

  /** The answer, where it is drawn. */
  get answer(): AnswerView | null {
    return this._answer;
  }

  /** Takes over what is known now; what is drawn of the same answer stays. */
  setTurn(turn: Turn): void {
    this._turn = turn;
    if (this._shownQuestion !== turn.question) {
      this._shownQuestion = turn.question;
      this._question.replaceChildren(...drawQuestion(turn.question));
    }
    this._drawActions();
    if (this._answer) {
      this._fill(this._answer);
    }
  }

  /** Draws the answer, where it is not drawn yet. */
  draw(): AnswerView {
    if (this._answer) {
      return this._answer;
    }
    const answer = new AnswerView(this._tools.typesetter, this._tools.code);
    this._answer = answer;
    this._place.addWidget(answer);
    this._place.node.style.minHeight = '';
    this._fill(answer);
    return answer;
  }

  /** Draws it anew from the first event on. */
  redraw(): AnswerView {
    this._answer?.dispose();
    this._answer = null;
    return this.draw();
  }

  /** Forgets the drawing of an answer that is out of sight; one that grows stays. */
  undraw(): void {
    if (this._answer && this._turn.state !== 'writing') {
      this._place.node.style.minHeight = `${this._place.node.offsetHeight}px`;
      this._answer.dispose();
      this._answer = null;
    }
  }

  private _fill(view: AnswerView): void {
    const { answer, error, state } = this._turn;
    if (answer) {
      view.setAnswer(answer);
    } else if (error !== null || state === 'interrupted') {
      view.setError(error ?? 'This answer broke off; ask again.');
    }
  }

  private _drawActions(): void {
    const { versions, id, state, answer } = this._turn;
    this._edit.hidden = state === 'writing';
    if (state === 'writing') {
      this._actionRow.replaceChildren();
      return;
    }
    const turn = this._turn;
    const buttons: HTMLElement[] = [];
    if (versions.length > 1) {
      buttons.push(this._pager(versions, versions.indexOf(id)));
    }
    if (answer && answer.finish_reason !== 'stop') {
      buttons.push(
        plainButton('Continue', () => {
          this._actions.continues(turn);
        })
      );
    }
    buttons.push(
      plainButton('Ask again', () => {
        this._actions.again(turn);
      })
    );
    if (answer) {
      buttons.push(
        plainButton('Copy', () => {
          this._actions.copy(turn, 'markdown');
        }),
        menuButton('More of this answer', () => [
          ...(Object.keys(FORMS) as Form[]).map(
            form =>
              [
                `Copy as ${FORMS[form]}`,
                (): void => {
                  this._actions.copy(turn, form);
                }
              ] as const
          ),
          [
            'Insert as Markdown Cell',
            (): void => {
              this._actions.insert(turn);
            }
          ]
        ])
      );
    }
    this._actionRow.replaceChildren(...buttons);
  }

  private _pager(versions: readonly number[], place: number): HTMLElement {
    const pager = create('span', 'jp-Galactica-pager');
    const step = (label: string, glyph: string, by: number): HTMLButtonElement => {
      const other = versions[place + by];
      const button = plainButton(glyph, () => {
        if (other !== undefined) {
          this._actions.showVersion(other);
        }
      });
      button.setAttribute('aria-label', label);
      button.disabled = other === undefined;
      return button;
    };
    pager.append(
      step('Version before', '‹', -1),
      create('span', '', `${place + 1}/${versions.length}`),
      step('Next version', '›', 1)
    );
    return pager;
  }

  private _answer: AnswerView | null = null;
  private _shownQuestion: string | null = null;
  private readonly _question = create('div', 'jp-Galactica-questionText');
  private readonly _edit = plainButton('Edit', () => {
    this._actions.edit(this._turn);
  });
  private readonly _place = new Panel();
  private readonly _actionRow = create('div', 'jp-Galactica-actions');
}
