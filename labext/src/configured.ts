import { Notification } from '@jupyterlab/apputils';
import type { ServerConnection } from '@jupyterlab/services';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { CommandRegistry } from '@lumino/commands';
import { PromiseDelegate, type ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { type ISignal, Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import { Http } from './http';
import { type ChatSettings, DEFAULT_SETTINGS, readSettings } from './settings';
import { ServerStore, SharedSettings } from './shared';

/** The settings of the chat for those who follow them; they are read again as the editor opens. */
export class Configured {
  constructor(
    id: string,
    registry: ISettingRegistry | null,
    server: ServerConnection.ISettings,
    commands: CommandRegistry
  ) {
    if (!registry) {
      this._first.resolve(DEFAULT_SETTINGS);
      return;
    }
    const shared = new SharedSettings(
      id,
      registry,
      new ServerStore(new Http(server)),
      settings => {
        this._take(readSettings(settings));
      },
      sentence => {
        Notification.error(sentence, { autoClose: 8000 });
      }
    );
    this._shared = shared;
    void this._refresh();
    commands.commandExecuted.connect((_, { id: command }) => {
      if (command.startsWith('settingeditor:')) {
        void this._refresh();
      }
    });
  }

  /** The settings as they are first. */
  get first(): Promise<ChatSettings> {
    return this._first.promise;
  }

  /** Tells the settings now and whenever they change, as long as the widget lives. */
  follow(widget: Widget, tell: (settings: ChatSettings) => void): void {
    const listen = (_: unknown, settings: ChatSettings): void => {
      tell(settings);
    };
    this.changed.connect(listen);
    widget.disposed.connect(() => {
      this.changed.disconnect(listen);
    });
    if (this._settings) {
      tell(this._settings);
    }
  }

  get changed(): ISignal<this, ChatSettings> {
    return this._changed;
  }

  /** Stores choices for every front end. Fails with an Error whose message is a sentence. */
  async choose(values: ReadonlyPartialJSONObject): Promise<void> {
    await this._shared?.choose(values);
  }

  private async _refresh(): Promise<void> {
    try {
      await this._shared?.refresh();
    } catch (error) {
      console.warn('The settings of the Galactica chat cannot be read; the defaults serve.', error);
      this._first.resolve(DEFAULT_SETTINGS);
    }
  }

  private _take(settings: ChatSettings): void {
    if (JSON.stringify(settings) !== JSON.stringify(this._settings)) {
      this._settings = settings;
      this._first.resolve(settings);
      this._changed.emit(settings);
    }
  }

  private readonly _first = new PromiseDelegate<ChatSettings>();
  private readonly _changed = new Signal<this, ChatSettings>(this);
  private _settings: ChatSettings | null = null;
  private _shared: SharedSettings | null = null;
}
