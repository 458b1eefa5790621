import { create } from '../answer/dom';
import type { Choice, Status } from '../api';

/** Above the log: the model in use, what it does, and what to ask with. */
export class Header {
  constructor(onNewChat: () => void) {
    this._newChat.type = 'button';
    this._newChat.addEventListener('click', onNewChat);
    const choices = create('div', 'jp-Galactica-choices');
    choices.append(labelled('Model', this._model), labelled('Task', this._task));
    const line = create('div', 'jp-Galactica-headerLine');
    line.append(this._status, this._newChat);
    this.node.append(choices, line);
  }

  readonly node = create('div', 'jp-Galactica-header');

  get model(): string {
    return this._model.value;
  }

  get task(): string {
    return this._task.value;
  }

  setModels(models: readonly Choice[], chosen: string): void {
    setChoices(this._model, models, chosen);
  }

  setTasks(tasks: readonly Choice[], chosen: string): void {
    setChoices(this._task, tasks, chosen);
  }

  /** The state of the model's process, or the server that is asked in its place. */
  setStatus({ state, model, detail, server, offline }: Status): void {
    const words = model === null ? state : `${model}: ${state}`;
    const here = detail ? `${words}, ${detail}` : words;
    const told = server ? `${server.model} on the server at ${server.url}` : here;
    this._status.textContent = offline ? `${told} (offline)` : told;
    this._status.title = offline ? 'Nothing but the configured engine is connected to.' : '';
  }

  setProblem(sentence: string): void {
    this._status.title = '';
    this._status.textContent = sentence;
  }

  private readonly _model = create('select');
  private readonly _task = create('select');
  private readonly _newChat = create('button', 'jp-Galactica-newChat jp-mod-styled', 'New chat');
  private readonly _status = create('div', 'jp-Galactica-modelStatus');
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
