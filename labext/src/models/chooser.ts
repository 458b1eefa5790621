import { Widget } from '@lumino/widgets';

import { create } from '../answer/dom';
import type { Status } from '../api';
import { sentenceOf } from '../http';
import type { Models } from './api';
import { drawOffer, lineOf, memoryText, sizeText, styledButton } from './row';

/**
 * The models to choose from, and the loading of one, which can be cancelled.
 *
 * What would be downloaded is told and confirmed first.
 */
export class ModelChooser extends Widget {
  /**
   * @param _status - tells what is loaded, and whether another server is asked
   * @param _onLoaded - called with what was loaded; a failure is shown
   */
  constructor(
    private readonly _models: Models,
    private readonly _status: () => Promise<Status>,
    private readonly _onLoaded: (model: string, precision: string) => Promise<void>
  ) {
    super({ node: create('div', 'jp-Galactica-chooser') });
    this._list.setAttribute('aria-label', 'Models');
    this._words.setAttribute('role', 'status');
    this._bar.setAttribute('aria-label', 'Loading');
    this._other.type = 'text';
    this._other.placeholder = 'hub id, folder or GGUF file';
    this._other.setAttribute('aria-label', 'Another model');
    const load = styledButton('Load', () => {
      if (this._other.value.trim()) {
        this._begin(this._other.value.trim(), '');
      }
    });
    load.setAttribute('aria-label', 'Load another model');
    const other = lineOf(this._other, load);
    other.classList.add('jp-Galactica-otherModel');
    this._state.append(this._words, this._bar, this._choices);
    this._bar.hidden = true;
    this.node.append(this._machine, this._list, other, this._state);
  }

  /** Reads what there is. */
  async refresh(): Promise<void> {
    try {
      const [status, { models, memory, gpus }] = await Promise.all([
        this._status(),
        this._models.offers()
      ]);
      const free = [`${memoryText(memory)} of memory`, ...gpus.map(n => `${memoryText(n)} of GPU`)];
      this._machine.textContent = status.server
        ? `Questions go to the server at ${status.server.url}, for ${status.server.model}; what is loaded here is not asked until the setting Server is empty.`
        : `${free.join(', ')} free on this machine.`;
      this._list.replaceChildren(
        ...models.map(offer =>
          drawOffer(offer, offer.name === status.model, {
            load: (model, precision) => {
              this._begin(model, precision);
            },
            unload: () => {
              void this._unload();
            }
          })
        )
      );
    } catch (error) {
      this._say(sentenceOf(error));
    }
  }

  /** Ends the loading that is going on. */
  cancel(): void {
    this._request?.abort();
  }

  override dispose(): void {
    this.cancel();
    super.dispose();
  }

  private _begin(model: string, precision: string): void {
    this.cancel();
    const request = new AbortController();
    this._request = request;
    void this._load(model, precision, request.signal).catch((error: unknown) => {
      if (!request.signal.aborted) {
        this._say(sentenceOf(error));
      }
    });
  }

  private async _load(model: string, precision: string, signal: AbortSignal): Promise<void> {
    this._say(`Looking for ${model} …`, this._cancelButton());
    const size = await this._models.downloadSize(model);
    if (signal.aborted) {
      return;
    }
    if (size > 0 && !(await this._confirms(`${model}: ${sizeText(size)} will be downloaded.`))) {
      this._say('Nothing was downloaded.');
      return;
    }
    for await (const { words, fraction, isLoaded } of this._models.load(model, precision, signal)) {
      if (isLoaded) {
        this._say(`${words} is loaded.`);
        await this._onLoaded(model, precision);
      } else {
        this._say(words, this._cancelButton());
        this._bar.hidden = false;
        if (fraction === null) {
          this._bar.removeAttribute('value');
        } else {
          this._bar.value = fraction;
        }
      }
    }
    await this.refresh();
  }

  private _confirms(sentence: string): Promise<boolean> {
    return new Promise(resolve => {
      const answer = (label: string, confirmed: boolean): HTMLButtonElement =>
        styledButton(label, () => {
          resolve(confirmed);
        });
      const accept = answer('Download and Load', true);
      this._say(sentence, answer('Cancel', false), accept);
      accept.focus();
    });
  }

  private async _unload(): Promise<void> {
    try {
      this._say('Unloading …');
      const name = await this._models.unload();
      this._say(name === null ? 'No model was loaded.' : `${name} is unloaded.`);
      await this.refresh();
    } catch (error) {
      this._say(sentenceOf(error));
    }
  }

  private _cancelButton(): HTMLButtonElement {
    return styledButton('Cancel', () => {
      this.cancel();
      this._say('Cancelled; what was downloaded is kept.');
    });
  }

  private _say(words: string, ...choices: HTMLButtonElement[]): void {
    this._bar.hidden = true;
    this._words.textContent = words;
    this._choices.replaceChildren(...choices);
  }

  private readonly _machine = create('p', 'jp-Galactica-machine');
  private readonly _list = create('ul', 'jp-Galactica-modelRows');
  private readonly _other = create('input', 'jp-mod-styled');
  private readonly _state = create('div', 'jp-Galactica-loading');
  private readonly _words = create('div');
  private readonly _bar = create('progress');
  private readonly _choices = create('div', 'jp-Galactica-modelActions');
  private _request: AbortController | null = null;
}
