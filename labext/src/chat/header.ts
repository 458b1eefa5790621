import { create } from '../answer/dom';
import type { Choice, Status } from '../api';
import { type Entry, menuButton, plainButton } from '../menu';

/** What the header offers to do. */
export interface HeaderActions {
  newChat(): void;
  toggleList(): void;
  chooseModel(): void;
  /** What can be done with the conversation that is shown. */
  entries(): readonly Entry[];
}

const CHOOSE = 'Choose a model …';

/** Above the log: the conversation, what to ask with, and what the model is doing. */
export class Header {
  constructor(actions: HeaderActions) {
    const newChat = create('button', 'jp-Galactica-newChat jp-mod-styled', 'New chat');
    newChat.type = 'button';
    newChat.addEventListener('click', () => {
      actions.newChat();
    });
    this._list = plainButton('', () => {
      actions.toggleList();
    });
    this._list.classList.add('jp-Galactica-title');
    this._list.setAttribute('aria-expanded', 'false');
    this._list.dir = 'auto';
    this.setTitle('');
    const line = create('div', 'jp-Galactica-headerLine');
    line.append(
      this._list,
      newChat,
      menuButton('More of this conversation', () => actions.entries())
    );
    const choices = create('div', 'jp-Galactica-choices');
    this._status = plainButton('', () => {
      actions.chooseModel();
    });
    this._status.classList.add('jp-Galactica-modelStatus');
    choices.append(labelled('Model', this._model), labelled('Task', this._task));
    this.node.append(line, choices, this._status);
  }

  readonly node = create('div', 'jp-Galactica-header');

  get model(): string {
    return this._model.value;
  }

  get task(): string {
    return this._task.value;
  }

  /** The title of the conversation; empty where nothing is said yet. */
  setTitle(title: string): void {
    const shown = title || 'New conversation';
    this._list.replaceChildren(create('span', '', '☰'), create('span', '', shown));
    this._list.setAttribute('aria-label', `Conversations; this one is “${shown}”`);
    this._list.title = shown;
  }

  set listIsOpen(isOpen: boolean) {
    this._list.setAttribute('aria-expanded', String(isOpen));
  }

  setModels(models: readonly Choice[], chosen: string): void {
    setChoices(this._model, models, chosen);
  }

  /** Called when another model is chosen. */
  onModel(listener: () => void): void {
    this._model.addEventListener('change', listener);
  }

  setTasks(tasks: readonly Choice[], chosen: string): void {
    setChoices(this._task, tasks, chosen);
  }

  /** The state of the model's process, or the server that is asked in its place. */
  setStatus({ state, model, detail, server, offline }: Status): void {
    const words = model === null ? state : `${model}: ${state}`;
    const here = detail ? `${words}, ${detail}` : words;
    const told = server ? `${server.model} on the server at ${server.url}` : here;
    this.setStatusWords(offline ? `${told} (offline)` : told);
    if (offline) {
      this._status.title = `Nothing but the configured engine is connected to. ${CHOOSE}`;
    }
  }

  setStatusWords(words: string): void {
    this._status.title = CHOOSE;
    this._status.textContent = words;
  }

  setProblem(sentence: string): void {
    this.setStatusWords(sentence);
  }

  private readonly _model = create('select');
  private readonly _task = create('select');
  private readonly _list: HTMLButtonElement;
  private readonly _status: HTMLButtonElement;
}

function labelled(name: string, select: HTMLSelectElement): HTMLLabelElement {
  const label = create('label', 'jp-Galactica-choice', name);
  label.append(select);
  return label;
}

/** Offers the choices; one that was chosen but is not among them is offered too. */
function setChoices(select: HTMLSelectElement, choices: readonly Choice[], chosen: string): void {
  const known = choices.some(({ name }) => name === chosen);
  const offered = known || chosen === '' ? choices : [{ name: chosen, note: '' }, ...choices];
  select.replaceChildren(
    ...offered.map(({ name, note }) => {
      const option = create('option', '', name || 'default');
      option.value = name;
      option.title = note;
      return option;
    })
  );
  select.value = chosen;
}
