import { Clipboard } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import { Poll } from '@lumino/polling';
import { type ISignal, Signal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';

import { create } from '../answer/dom';
import { footerLine } from '../answer/footer';
import type { Answer } from '../answer/schema';
import type { Api } from '../api';
import { type Attachment, questionOf } from '../context/attachment';
import type { Offers } from '../context/mentions';
import { sentenceOf } from '../http';
import type { Welcome } from '../models/api';
import { type ChatSettings, DEFAULT_SETTINGS } from '../settings';
import { Composer } from './composer';
import type { Conversation, Conversations, Form, Options, Turn } from './conversations';
import { exportEntries, importConversation } from './files';
import { Header } from './header';
import { ConversationList } from './list';
import { ChatLog } from './log';
import type { Entry } from '../menu';
import { Talk } from './talk';
import type { Tools, TurnActions } from './turn';
import { WelcomeView } from './welcome';

/** Milliseconds between looks for what was said in another tab. */
const LOOK = 2000;

/** What the application does for a panel. */
export interface Application {
  openInTab(conversation: string): void;
  chooseModel(): void;
  welcome(model: string): Promise<Welcome>;
  /** A panel can be seen. */
  panelShown(): void;
  /** What of it can be attached to a message. */
  readonly offers: Offers;
}

/** A conversation with what is needed to lead it, and the list of all that there are. */
export class ChatPanel extends Panel implements TurnActions {
  /** @param _first - gives the conversation to show first, null for a new one */
  constructor(
    private readonly _api: Api,
    private readonly _conversations: Conversations,
    private readonly _tools: Tools,
    private readonly _application: Application,
    private readonly _first: () => Promise<string | null>
  ) {
    super();
    this.id = 'galactica-chat';
    this.addClass('jp-Galactica-chat');
    this._composer = new Composer(
      begun => _application.offers(begun),
      (prompt, attached) => _api.budget(prompt, attached, this._options()),
      message => void this.ask(message),
      () => {
        this.stop();
      },
      draft => void this._try(this._keepDraft(draft))
    );
    this._log = new ChatLog(_tools, this, () => void this._try(this._talk.showEarlier()));
    this._talk = new Talk(_conversations, this._log, {
      onConversation: conversation => {
        this._onConversation(conversation);
      },
      onAnswering: ending => {
        this._onAnswering(ending);
      },
      onRefused: message => {
        this._composer.text ||= message;
      }
    });
    this._list = new ConversationList(
      _conversations,
      conversation => {
        this._toggleList(false);
        void this.open(conversation);
      },
      conversation => {
        if (conversation === this.conversation) {
          void this.open(null);
        }
      }
    );
    this._list.hide();
    this._welcome.hide();
    this._header.onModel(() => void this._showWelcome());
    this._announcer.setAttribute('role', 'status');
    this.addWidget(new Widget({ node: this._header.node }));
    this.addWidget(this._list);
    this.addWidget(this._welcome);
    this.addWidget(this._log);
    this.addWidget(new Widget({ node: this._composer.node }));
    this.addWidget(new Widget({ node: this._announcer }));
    this._looks = new Poll({
      auto: false,
      factory: () => this.look(),
      frequency: { interval: LOOK, backoff: true, max: 30_000 },
      standby: () => !this.isVisible || document.hidden
    });
  }

  /** Emitted when another conversation is shown, or when the one that is shown has changed. */
  get changed(): ISignal<this, Conversation | null> {
    return this._changed;
  }

  get isAnswering(): boolean {
    return this._talk.isAnswering;
  }

  /** The id of the conversation that is shown; null where nothing is said yet. */
  get conversation(): string | null {
    return this._talk.conversation?.id ?? null;
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

  /** Shows a conversation, null for a new one; a draft of the one before stays with it. */
  async open(conversation: string | null): Promise<void> {
    this._composer.flushDraft();
    this._endEditing();
    this._composer.text = '';
    this._wasOpened = true;
    this._shown = this._show(conversation);
    await this._shown;
  }

  /** Asks, and draws the answer as it comes; settles when the answer has ended, however it did. */
  async ask(prompt: string): Promise<void> {
    const editing = this._editing;
    this._endEditing();
    if (this._showing > 0) {
      await this._shown; // the message belongs to the conversation that is being opened
    }
    const parent = editing ? editing.parent : (this._log.last?.turn.id ?? null);
    await this._talk.ask({ prompt, parent, ...this._options() }, prompt);
    await this._refreshStatus();
  }

  /** Attaches context to the message that is being written. */
  attach(...attached: readonly Attachment[]): void {
    this._composer.attach(...attached);
  }

  /**
   * Asks about something, and gives the answer; null where there is none.
   *
   * While another answer comes, the question waits in the composer instead.
   */
  async askAbout(message: string, attached: readonly Attachment[]): Promise<Answer | null> {
    const question = questionOf({ message, attached });
    if (this.isAnswering) {
      this._composer.text = question;
      this._announce('Send the question once the answer has ended.');
      return null;
    }
    this._toggleList(false);
    await this.ask(question);
    const last = this._log.last?.turn;
    return last?.question === question ? last.answer : null;
  }

  /** Ends the answer that is coming; its text so far stays. */
  stop(): void {
    this._talk.stop();
  }

  newChat(): void {
    this._toggleList(false);
    void this.open(null);
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

  /** Says what the model's process is doing. */
  showModelState(words: string): void {
    this._header.setStatusWords(words);
  }

  /** Shows what was said in another tab. */
  look(): Promise<void> {
    return this._talk.refresh();
  }

  edit(turn: Turn): void {
    this._editing = turn;
    this._composer.edit(turn.question, () => {
      this._editing = null;
    });
  }

  again(turn: Turn): void {
    void this._talk.ask({ again: turn.id, ...this._options() }, '');
  }

  continues(turn: Turn): void {
    void this._talk.ask({ continues: turn.id }, '');
  }

  showVersion(version: number): void {
    void this._try(this._talk.show(version));
  }

  copy(turn: Turn, form: Form): void {
    void this._try(
      this._conversations.form(turn.id, form).then(text => {
        Clipboard.copyToSystem(text);
        this._announce('Copied.');
      })
    );
  }

  insert(turn: Turn): void {
    void this._try(
      this._conversations.form(turn.id, 'markdown').then(text => {
        if (this._tools.code?.insert(text, this.node, 'markdown')) {
          this._announce('Inserted.');
        } else {
          throw new Error('There is no notebook to insert into; open one first.');
        }
      })
    );
  }

  override dispose(): void {
    this._composer.dispose();
    this._looks.dispose();
    this._talk.leave();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._begin();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this._begin();
    }
  }

  protected override onActivateRequest(): void {
    this._composer.focus();
  }

  /** What is needed once the panel can be seen. */
  private _begin(): void {
    void this.refresh();
    this._application.panelShown();
    this._shown ??= this._restore();
    void this._looks.start();
  }

  /** What was written meanwhile stays, and so does what the user has opened. */
  private async _restore(): Promise<void> {
    this._showing++;
    await this._try(
      this._first().then(async first => {
        if (!this._wasOpened) {
          await this._show(first);
        }
      })
    );
    this._showing--;
  }

  private async _show(conversation: string | null): Promise<void> {
    this._showing++;
    await this._try(this._talk.open(conversation));
    this._showing--;
    this._composer.text ||= this._talk.conversation?.draft ?? '';
    this._composer.history = this._log.turns.map(({ turn }) => turn.question);
  }

  private _onConversation(conversation: Conversation | null): void {
    this._placeWelcome();
    this._header.setTitle(conversation?.title ?? '');
    this._changed.emit(conversation);
  }

  private _onAnswering(ending: { answer: Answer | null; sentence: string } | null): void {
    this._composer.answering = ending === null;
    this._placeWelcome();
    if (ending === null) {
      return;
    }
    const { answer, sentence } = ending;
    this._composer.history = this._log.turns.map(({ turn }) => turn.question);
    if (answer) {
      const words = answer.finish_reason === 'cancelled' ? 'Stopped.' : 'Answer complete.';
      this._announce(`${words} ${footerLine(answer)}`);
    } else {
      this._announce(sentence);
      const last = this._log.last?.turn;
      if (last?.state === 'failed') {
        this._composer.text ||= last.question;
      }
    }
  }

  private _entries(): readonly Entry[] {
    const { conversation } = this;
    const read: Entry = [
      'Import a Notebook …',
      (): void => {
        void this._try(
          importConversation(this._conversations).then(async imported => {
            if (imported) {
              await this.open(imported.id);
            }
          })
        );
      }
    ];
    if (conversation === null) {
      return [read];
    }
    return [
      [
        'Open in a Tab',
        (): void => {
          this._application.openInTab(conversation);
        }
      ],
      ...exportEntries(this._conversations, conversation, work => void this._try(work)),
      read
    ];
  }

  private _toggleList(open = this._list.isHidden): void {
    this._list.setHidden(!open);
    this._log.setHidden(open);
    this._placeWelcome();
    this._header.listIsOpen = open;
    if (open) {
      void this._list.refresh();
      this._list.focusSearch();
    }
  }

  /** Stands where nothing is said, and nothing on its way. */
  private _placeWelcome(): void {
    const isEmpty = this._log.turns.length === 0 && !this._talk.isAnswering;
    this._welcome.setHidden(!isEmpty || !this._list.isHidden);
  }

  private async _showWelcome(): Promise<void> {
    const { model } = this._header;
    const told = await this._application.welcome(model).catch(() => null);
    if (model === this._header.model) {
      this._welcome.offer(told);
    }
  }

  private _endEditing(): void {
    this._editing = null;
    this._composer.endEditing();
  }

  private _options(): Options {
    return {
      ...(this._header.model && { model: this._header.model }),
      ...(this._header.task && { task: this._header.task })
    };
  }

  private async _keepDraft(draft: string): Promise<void> {
    await this._shown;
    if (this._editing === null && (draft !== '' || this.conversation !== null)) {
      const { id } = await this._talk.begun();
      await this._conversations.change(id, { draft });
    }
  }

  private async _offerChoices(): Promise<void> {
    const [models, tasks] = await Promise.all([this._api.models(), this._api.tasks()]);
    const { task } = this._settings;
    this._header.setModels(models.models, models.default);
    void this._showWelcome();
    this._header.setTasks([{ name: '', note: 'what suits the model' }, ...tasks], task);
  }

  private async _refreshStatus(): Promise<void> {
    try {
      this._header.setStatus(await this._api.status());
    } catch (error) {
      this._header.setProblem(sentenceOf(error));
    }
  }

  /** Says in the log what goes wrong. */
  private async _try(work: Promise<void>): Promise<void> {
    try {
      this._log.showProblem(null);
      await work;
    } catch (error) {
      this._log.showProblem(sentenceOf(error));
      this._announce(sentenceOf(error));
    }
  }

  /** What a screen reader says: once for an answer, not for each token. */
  private _announce(words: string): void {
    this._announcer.textContent = words;
  }

  private readonly _header = new Header({
    newChat: () => {
      this.newChat();
    },
    toggleList: () => {
      this._toggleList();
    },
    chooseModel: () => {
      this._application.chooseModel();
    },
    entries: () => this._entries()
  });
  private readonly _welcome = new WelcomeView(
    question => void this.ask(question),
    () => {
      this._application.chooseModel();
    }
  );
  private readonly _list: ConversationList;
  private readonly _log: ChatLog;
  private readonly _talk: Talk;
  private readonly _composer: Composer;
  private readonly _announcer = create('div', 'jp-Galactica-announcer');
  private readonly _looks: Poll;
  private readonly _changed = new Signal<this, Conversation | null>(this);
  private _settings = DEFAULT_SETTINGS;
  private _offered: Promise<void> | null = null;
  private _wasOpened = false;
  private _showing = 0;
  private _shown: Promise<void> | null = null; // once the conversation that is wanted is there
  private _editing: Turn | null = null;
}
