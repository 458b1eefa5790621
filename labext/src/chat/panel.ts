import type { ILatexTypesetter } from '@jupyterlab/rendermime';
import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';

import type { CodeTools } from '../answer/code';
import { create } from '../answer/dom';
import { showEvent } from '../answer/follow';
import { footerLine } from '../answer/footer';
import type { Answer } from '../answer/schema';
import type { AnswerView } from '../answer/view';
import type { Api, Question } from '../api';
import { type ChatSettings, DEFAULT_SETTINGS } from '../settings';
import { Composer } from './composer';
import { Header } from './header';
import { ChatLog } from './log';

const CUT_OFF = 'The connection ended before the answer was complete; ask again.';

/** The chat of the sidebar: one question at a time, each answer drawn as it comes. */
export class ChatPanel extends Panel {
  constructor(
    private readonly _api: Api,
    typesetter: ILatexTypesetter | null,
    codeTools: CodeTools | null = null
  ) {
    super();
    this.id = 'galactica-chat';
    this.addClass('jp-Galactica-chat');
    this._log = new ChatLog(typesetter, codeTools);
    this._announcer.setAttribute('role', 'status');
    this.addWidget(new Widget({ node: this._header.node }));
    this.addWidget(this._log);
    this.addWidget(new Widget({ node: this._composer.node }));
    this.addWidget(new Widget({ node: this._announcer }));
  }

  get isAnswering(): boolean {
    return this._request !== null;
  }

  /** Takes over changed settings; what the user chose in the header gives way to them. */
  configure(settings: ChatSettings): void {
    this._settings = settings;
    this._composer.sendKey = settings.sendKey;
    if (this._offered) {
      this._offered = null;
      void this.refresh();
    }
  }

  /** Asks, and draws the answer as it comes; settles when the answer has ended, however it did. */
  async ask(prompt: string): Promise<void> {
    this.stop();
    const request = new AbortController();
    const view = this._log.addQuestion(prompt);
    view.setStatus('Waiting for the server …');
    this._setRequest(request);
    try {
      const answer = await this._showAnswer(view, prompt, request.signal);
      const ending = answer.finish_reason === 'cancelled' ? 'Stopped.' : 'Answer complete.';
      this._announce(`${ending} ${footerLine(answer)}`);
    } catch (error) {
      if (request.signal.aborted) {
        view.setEnding('stopped');
        this._announce('Stopped.');
      } else {
        this._showFailure(view, prompt, error);
      }
    }
    if (this._request === request) {
      this._setRequest(null);
    }
    await this._refreshStatus();
  }

  /** Ends the answer that is coming; its text so far stays. */
  stop(): void {
    this._request?.abort();
  }

  newChat(): void {
    this.stop();
    this._log.clear();
    this._composer.focus();
  }

  /** Reads from the server what can be chosen and what the model is doing. */
  async refresh(): Promise<void> {
    try {
      this._offered ??= this._offerChoices();
      await this._offered;
    } catch (error) {
      this._offered = null; // asked again when the panel is next shown
      this._header.setProblem(sentenceOf(error));
      return;
    }
    await this._refreshStatus();
  }

  override dispose(): void {
    this.stop();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.refresh();
  }

  protected override onActivateRequest(): void {
    this._composer.focus();
  }

  private async _showAnswer(
    view: AnswerView,
    prompt: string,
    signal: AbortSignal
  ): Promise<Answer> {
    for await (const event of this._api.ask(this._question(prompt), signal)) {
      if (event.type === 'failed') {
        throw new Error(event.message);
      }
      showEvent(view, event);
      if (event.type === 'finished') {
        return event.answer;
      }
    }
    throw new Error(CUT_OFF);
  }

  private _showFailure(view: AnswerView, prompt: string, error: unknown): void {
    const sentence = sentenceOf(error);
    view.setError(sentence);
    this._announce(sentence);
    if (view.isEmpty && this._composer.text === '') {
      this._composer.text = prompt;
    }
  }

  private _question(prompt: string): Question {
    const { temperature, newTokens } = this._settings;
    return {
      prompt,
      ...(this._header.model && { model: this._header.model }),
      ...(this._header.task && { task: this._header.task }),
      ...(temperature !== null && { temperature }),
      ...(newTokens !== null && { n: newTokens })
    };
  }

  private async _offerChoices(): Promise<void> {
    const [models, tasks] = await Promise.all([this._api.models(), this._api.tasks()]);
    const { model, task } = this._settings;
    this._header.setModels(models.models, model || models.default);
    this._header.setTasks([{ name: '', note: 'what suits the model' }, ...tasks], task);
  }

  private async _refreshStatus(): Promise<void> {
    try {
      this._header.setStatus(await this._api.status());
    } catch (error) {
      this._header.setProblem(sentenceOf(error));
    }
  }

  private _setRequest(request: AbortController | null): void {
    this._request = request;
    this._composer.answering = request !== null;
  }

  /** What a screen reader says: once for an answer, not for each token. */
  private _announce(words: string): void {
    this._announcer.textContent = words;
  }

  private readonly _header = new Header(() => {
    this.newChat();
  });
  private readonly _log: ChatLog;
  private readonly _composer = new Composer(
    message => void this.ask(message),
    () => {
      this.stop();
    }
  );
  private readonly _announcer = create('div', 'jp-Galactica-announcer');
  private _settings = DEFAULT_SETTINGS;
  private _offered: Promise<void> | null = null;
  private _request: AbortController | null = null;
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
