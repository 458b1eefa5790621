/** The settings that every front end shares, as JupyterLab's settings editor shows them. */
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import {
  JSONExt,
  type PartialJSONValue,
  type ReadonlyPartialJSONObject,
  type ReadonlyPartialJSONValue
} from '@lumino/coreutils';

import { isRecord } from './answer/json';
import { Http, parseJson, sentenceOf } from './http';

/** A setting as the server has it, in words of JSON Schema. */
export interface SharedSetting {
  name: string;
  value: PartialJSONValue;
  default: PartialJSONValue;
  /** Why it cannot be changed here; empty where it can. */
  decided: string;
  minimum?: number;
  maximum?: number;
}

/** Where the settings are stored. Each call fails with an Error whose message is a sentence. */
export interface SharedStore {
  read(): Promise<SharedSetting[]>;
  change(values: ReadonlyPartialJSONObject): Promise<SharedSetting[]>;
}

/** The store of the server extension: `galactica.json` below what administrators decide. */
export class ServerStore implements SharedStore {
  constructor(private readonly _http: Http) {}

  async read(): Promise<SharedSetting[]> {
    return asSettings(await this._http.json('config'));
  }

  async change(values: ReadonlyPartialJSONObject): Promise<SharedSetting[]> {
    const response = await this._http.send('config', values, { method: 'PATCH' });
    return asSettings(parseJson(await response.text()));
  }
}

/**
 * Keeps JupyterLab's settings the same as the shared ones.
 *
 * The store has the word: what it holds is written into JupyterLab's settings, and what the user
 * changes there goes to the store, or is taken back with the store's sentence.
 */
export class SharedSettings {
  /**
   * @param onChange - called when the settings are as they shall be, first or again
   * @param onRefused - called with the sentence that says why a change was taken back
   */
  constructor(
    private readonly _id: string,
    private readonly _registry: ISettingRegistry,
    private readonly _store: SharedStore,
    private readonly _onChange: (settings: ISettingRegistry.ISettings) => void,
    private readonly _onRefused: (sentence: string) => void
  ) {
    _registry.transform(_id, { fetch: plugin => this._withDecisions(plugin) });
  }

  /** Reads the store again, and shows what it holds; where nobody answers, what was known. */
  refresh(): Promise<void> {
    return this._inTurn(async () => {
      let told = this._told;
      try {
        told = await this._store.read();
      } catch (error) {
        console.warn('The settings of Galactica cannot be read from the server.', error);
      }
      await this._take(told);
    });
  }

  /** Stores a choice that was made elsewhere than in the settings editor. */
  choose(values: ReadonlyPartialJSONObject): Promise<void> {
    return this._inTurn(async () => {
      await this._take(await this._store.change(values));
    });
  }

  /** One at a time: what is written into JupyterLab's settings comes back as a change of them. */
  private _inTurn(work: () => Promise<void>): Promise<void> {
    const done = this._last.then(work);
    this._last = done.catch(() => undefined);
    return done;
  }

  private async _take(told: readonly SharedSetting[]): Promise<void> {
    const before = this._decisions();
    this._told = told;
    const settings = await this._loaded(before !== this._decisions());
    for (const { name, value, decided, default: usual } of this._shownOf(settings)) {
      if (!same(settings.composite[name], value)) {
        await (decided || same(value, usual) ? settings.remove(name) : settings.set(name, value));
      }
    }
    this._onChange(settings);
  }

  private async _loaded(isDecidedAnew: boolean): Promise<ISettingRegistry.ISettings> {
    if (this._settings && !isDecidedAnew) {
      return this._settings;
    }
    const settings = await this._registry.load(this._id, true);
    if (!this._settings) {
      settings.changed.connect(() => void this._inTurn(() => this._writeThrough()));
      this._settings = settings;
    }
    return this._settings;
  }

  /** Those that JupyterLab's schema has, too. */
  private _shownOf({ schema }: ISettingRegistry.ISettings): SharedSetting[] {
    return this._told.filter(({ name }) => name in (schema.properties ?? {}));
  }

  private async _writeThrough(): Promise<void> {
    const settings = this._settings;
    if (!settings) {
      return;
    }
    const changed = this._shownOf(settings).filter(
      ({ name, value }) => !same(settings.composite[name], value)
    );
    if (changed.length === 0) {
      this._onChange(settings);
      return;
    }
    const values = Object.fromEntries(changed.map(({ name }) => [name, settings.composite[name]]));
    try {
      await this._take(await this._store.change(values));
    } catch (error) {
      this._onRefused(sentenceOf(error));
      await this._take(this._told);
    }
  }

  /** The schema with what was decided: disabled, with the sentence that says why. */
  private _withDecisions(plugin: ISettingRegistry.IPlugin): ISettingRegistry.IPlugin {
    const schema = JSONExt.deepCopy(plugin.schema);
    for (const { name, value, decided, maximum } of this._told) {
      const property = schema.properties?.[name];
      if (property && maximum !== undefined) {
        property.maximum = maximum;
      }
      if (property && decided) {
        Object.assign(property, { readOnly: true, default: value });
        property.description = `${decided} ${property.description ?? ''}`;
      }
    }
    return { ...plugin, schema };
  }

  private _decisions(): string {
    return JSON.stringify(
      this._told.map(({ decided, maximum, value }) => [decided, maximum, decided && value])
    );
  }

  private _told: readonly SharedSetting[] = [];
  private _settings: ISettingRegistry.ISettings | null = null;
  private _last: Promise<void> = Promise.resolve();
}

function same(one: ReadonlyPartialJSONValue | undefined, other: ReadonlyPartialJSONValue): boolean {
  return one !== undefined && JSONExt.deepEqual(one, other);
}

function asSettings(told: unknown): SharedSetting[] {
  const items: unknown[] = isRecord(told) && Array.isArray(told.settings) ? told.settings : [];
  return items.filter(isSetting);
}

function isSetting(item: unknown): item is SharedSetting {
  return (
    isRecord(item) &&
    typeof item.name === 'string' &&
    typeof item.decided === 'string' &&
    'value' in item &&
    'default' in item
  );
}
