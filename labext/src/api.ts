import type { ServerConnection } from '@jupyterlab/services';

import * as json from './answer/json';
import { isRecord } from './answer/json';
import { trans } from './answer/trans';
import type { Origins } from './answer/origin';
import type { Budget } from './context/chips';
import { Http, parseJson } from './http';

export interface Status {
  state: string;
  model: string | null;
  detail: string;
  /** Where questions go, and for which model; null where this machine answers them. */
  server: { url: string; model: string } | null;
  /** Whether the server connects to nothing but the configured engine. */
  offline: boolean;
}

/** Something to choose from, with a few words on what it is. */
export interface Choice {
  name: string;
  note: string;
}

export interface Models {
  models: Choice[];
  default: string;
}

/** What the sidebar asks of the server beside conversations. Each call fails with an Error whose message is a sentence. */
export interface Api {
  status(): Promise<Status>;
  models(): Promise<Models>;
  tasks(): Promise<Choice[]>;
  /** What asking `prompt` would take, and each of the texts that it holds. */
  budget(prompt: string, attached: readonly string[], options: object): Promise<Budget>;
}

/** The API of the server extension, `<base_url>/galactica/api/`. */
export class ServerApi implements Api, Origins {
  /** `folder` tells where the user is working, from the server's root. */
  constructor(settings: ServerConnection.ISettings, folder: () => string = () => '') {
    this._http = new Http(settings);
    this._folder = folder;
  }

  async status(): Promise<Status> {
    const told = await this._http.json('status');
    const { state, model, detail, server, server_model, offline } = told;
    return {
      state: asString(state),
      model: typeof model === 'string' ? model : null,
      detail: asString(detail),
      server: typeof server === 'string' ? { url: server, model: asString(server_model) } : null,
      offline: offline === true
    };
  }

  async models(): Promise<Models> {
    const answer = await this._http.json('models');
    return { models: asChoices(answer.models), default: asString(answer.default) };
  }

  async tasks(): Promise<Choice[]> {
    return asChoices((await this._http.json('tasks')).tasks);
  }

  async budget(prompt: string, attached: readonly string[], options: object): Promise<Budget> {
    const response = await this._http.send('budget', { prompt, attached, ...options });
    const budget = readBudget(parseJson(await response.text()));
    if (!budget) {
      throw new Error('The Jupyter server did not tell what this takes; see its log.');
    }
    return budget;
  }

  /** Asks once for all answers that are drawn at a time; none is own where nobody can tell. */
  isOwn(answer: unknown): Promise<boolean> {
    this._batch ??= { answers: [], own: this._ownOf() };
    const { answers, own } = this._batch;
    const place = answers.push(answer) - 1;
    return own.then(list => list[place] === true);
  }

  async checkAgain(answer: unknown): Promise<Record<string, unknown>> {
    const response = await this._http.send('check', { answer, folder: this._folder() });
    const checked = parseJson(await response.text());
    if (!isRecord(checked) || !isRecord(checked.bundle)) {
      throw new Error(trans.__('The Jupyter server sent no answer; see its log.'));
    }
    return checked.bundle;
  }

  private async _ownOf(): Promise<readonly unknown[]> {
    await new Promise(resolve => setTimeout(resolve)); // until all that is drawn now has asked
    const answers = this._batch?.answers;
    this._batch = null;
    try {
      const told = parseJson(await (await this._http.send('seals', { answers })).text());
      return isRecord(told) && Array.isArray(told.own) ? (told.own as unknown[]) : [];
    } catch (error) {
      console.warn('Nobody can tell whose the verdicts of an answer are.', error);
      return [];
    }
  }

  private _batch: { answers: unknown[]; own: Promise<readonly unknown[]> } | null = null;
  private readonly _http: Http;
  private readonly _folder: () => string;
}

const readBudget = json.record<Budget>({
  window: json.integer,
  prompt: json.integer,
  room: json.integer,
  dropped: json.integer,
  attached: json.listOf(json.integer)
});

function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asChoices(value: unknown): Choice[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items
    .filter(isRecord)
    .map(({ name, note }) => ({ name: asString(name), note: asString(note) }))
    .filter(({ name }) => name !== '');
}
