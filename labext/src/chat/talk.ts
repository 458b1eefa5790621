import { showEvent } from '../answer/follow';
import type { Answer } from '../answer/schema';
import { sentenceOf, UnreachableError } from '../http';
import type { Asked, Conversation, Conversations, Turn } from './conversations';
import type { ChatLog } from './log';
import type { TurnView } from './turn';

/** Turns that are read at a time. */
const PAGE = 20;
/** Milliseconds between tries to reach a server that is gone. */
const RETRY = 2000;
const CUT_OFF = 'The connection ended before the answer was complete; ask again.';

/** Who is told what happens in a conversation. */
export interface Listener {
  /** Another conversation is shown, or this one has changed; null is one in which nothing is said. */
  onConversation(conversation: Conversation | null): void;
  /** An answer begins or ends; `ending` says how, null where it begins. */
  onAnswering(ending: { answer: Answer | null; sentence: string } | null): void;
  /** A message was not taken by the server. */
  onRefused(message: string, sentence: string): void;
}

/** One conversation in a log: opened, continued, and kept as the server has it. */
export class Talk {
  constructor(
    private readonly _api: Conversations,
    private readonly _log: ChatLog,
    private readonly _listener: Listener
  ) {}

  get conversation(): Conversation | null {
    return this._conversation;
  }

  get isAnswering(): boolean {
    return this._request !== null;
  }

  /** Shows a conversation, and goes on with the answer that is being written in it. */
  async open(conversation: string | null): Promise<void> {
    this.leave();
    this._wanted = conversation;
    this._log.clear();
    this._conversation = null;
    if (conversation === null) {
      this._setConversation(null);
    } else {
      await this._load(conversation);
    }
  }

  /** Looks whether something was said elsewhere. */
  async refresh(): Promise<void> {
    const known = this._conversation;
    if (!known || this._request) {
      return;
    }
    const { conversation } = await this._api.page(known.id, 0);
    if (conversation.version !== this._conversation?.version) {
      await this._load(known.id);
    }
  }

  /** Puts the turns before the first one that is shown there, too. */
  async showEarlier(): Promise<void> {
    const first = this._log.turns[0]?.turn;
    const conversation = this._conversation;
    if (!first || first.parent === null || !conversation || this._isLoading) {
      return;
    }
    this._isLoading = true;
    try {
      const { turns } = await this._api.page(conversation.id, PAGE, first.id);
      if (this._log.turns[0]?.turn === first) {
        this._log.showBefore(turns);
      }
    } finally {
      this._isLoading = false;
    }
  }

  /** Where nothing is said yet a conversation begins. */
  async begun(): Promise<Conversation> {
    if (!this._conversation) {
      this._creating ??= this._api.create();
      try {
        this._setConversation(await this._creating);
      } finally {
        this._creating = null;
      }
    }
    return this._conversation as Conversation;
  }

  /**
   * Asks, shows the message once the server has stored it, and follows the answer to its end.
   * `message` is what the user wrote, empty where that is not new.
   */
  async ask(asked: Asked, message: string): Promise<void> {
    const request = new AbortController();
    this._begin(request);
    this._log.showProblem(null);
    this._log.showPending(message || null);
    let turn: Turn;
    try {
      const { id } = await this.begun();
      turn = await this._api.ask(id, asked);
    } catch (error) {
      this._log.showPending(null);
      this._log.showProblem(sentenceOf(error));
      this._listener.onRefused(message, sentenceOf(error));
      this._end(request, null, sentenceOf(error));
      return;
    }
    if (request.signal.aborted) {
      return; // another conversation is shown by now
    }
    this._log.showPending(null);
    this._log.showAfter(turn.parent, [turn]);
    await this._follow(turn, request);
  }

  async show(version: number): Promise<void> {
    const conversation = this._conversation;
    if (conversation) {
      await this._api.show(version);
      await this._load(conversation.id);
    }
  }

  /** Ends the answer that is coming; its text so far stays. */
  stop(): void {
    this._wantsStop = true;
    const request = this._request;
    if (!request || this._answering === null) {
      return; // it is on its way to the server
    }
    this._api.stop(this._answering).catch((error: unknown) => {
      request.abort();
      this._log.last?.answer?.setEnding('stopped');
      this._end(request, null, sentenceOf(error));
    });
  }

  /** Follows no answer any more; the server goes on with it. */
  leave(): void {
    this._request?.abort();
    this._request = null;
  }

  private async _load(id: string): Promise<void> {
    const { conversation, turns } = await this._api.page(id, PAGE);
    if (this._wanted !== id) {
      return; // another one was opened meanwhile
    }
    this._log.showEnd(turns);
    this._setConversation(conversation);
    const last = turns[turns.length - 1];
    if (last?.state === 'writing' && !this._request) {
      const request = new AbortController();
      this._begin(request);
      void this._follow(last, request);
    }
  }

  private async _follow(turn: Turn, request: AbortController): Promise<void> {
    const view = this._log.last;
    if (!view) {
      return;
    }
    this._answering = turn.id;
    if (this._wantsStop) {
      this.stop();
    }
    for (;;) {
      try {
        const end = await this._showEvents(turn, view, request.signal);
        view.setTurn({ ...view.turn, ...end });
        this._log.placeNotices();
        await this._catchUp();
        this._end(request, end.answer, end.error ?? '');
        return;
      } catch (error) {
        if (request.signal.aborted) {
          return;
        }
        if (!(error instanceof UnreachableError || error instanceof TypeError)) {
          view.answer?.setError(sentenceOf(error));
          this._end(request, null, sentenceOf(error));
          return;
        }
        view.answer?.setStatus('The Jupyter server is not there; trying again …');
        await new Promise(resolve => setTimeout(resolve, RETRY));
      }
    }
  }

  /** Draws what comes of an answer, and gives what its turn is in the end. */
  private async _showEvents(
    turn: Turn,
    view: TurnView,
    signal: AbortSignal
  ): Promise<Pick<Turn, 'state' | 'answer' | 'error'>> {
    const drawn = view.redraw();
    drawn.setStatus('Waiting for the server …');
    for await (const event of this._api.follow(turn.id, signal)) {
      if (event.type === 'failed') {
        return { state: 'failed', answer: null, error: event.message };
      }
      showEvent(drawn, event);
      if (event.type === 'finished') {
        return { state: 'answered', answer: event.answer, error: null };
      }
    }
    throw new TypeError(CUT_OFF);
  }

  /** What the server now knows of the conversation, such as its title. */
  private async _catchUp(): Promise<void> {
    const known = this._conversation;
    if (known) {
      const { conversation } = await this._api.page(known.id, 0);
      this._setConversation(conversation);
    }
  }

  private _begin(request: AbortController): void {
    this.leave();
    this._request = request;
    this._answering = null;
    this._wantsStop = false;
    this._listener.onAnswering(null);
  }

  private _end(request: AbortController, answer: Answer | null, sentence: string): void {
    if (this._request === request) {
      this._request = null;
      this._listener.onAnswering({ answer, sentence });
    }
  }

  private _setConversation(conversation: Conversation | null): void {
    this._wanted = conversation?.id ?? this._wanted;
    this._conversation = conversation;
    this._listener.onConversation(conversation);
  }

  private _conversation: Conversation | null = null;
  private _creating: Promise<Conversation> | null = null;
  private _request: AbortController | null = null;
  private _answering: number | null = null;
  private _wantsStop = false;
  private _wanted: string | null = null;
  private _isLoading = false;
}
