import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SettingRegistry } from '@jupyterlab/settingregistry';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { readSettings } from '../src/settings';
import { type SharedSetting, SharedSettings, type SharedStore } from '../src/shared';
import { until } from './chat/fakes';

const ID = 'jupyterlab-galactica:plugin';
const SCHEMA = readFileSync(join(__dirname, '../schema/plugin.json'), 'utf-8');

/** The server's settings, of which an administrator may decide some. */
class FakeStore implements SharedStore {
  constructor(public told: SharedSetting[]) {}

  changes: ReadonlyPartialJSONObject[] = [];

  read(): Promise<SharedSetting[]> {
    return this.isDown ? Promise.reject(new Error('down')) : Promise.resolve(this.told);
  }

  change(values: ReadonlyPartialJSONObject): Promise<SharedSetting[]> {
    this.changes.push(values);
    const refused = this.told.find(({ name, decided }) => name in values && decided !== '');
    if (refused) {
      return Promise.reject(new Error(refused.decided));
    }
    this.told = this.told.map(setting =>
      setting.name in values
        ? ({ ...setting, value: values[setting.name] } as SharedSetting)
        : setting
    );
    return Promise.resolve(this.told);
  }

  isDown = false;
}

function setting(name: string, value: SharedSetting['value'], more = {}): SharedSetting {
  const usual = { model: 'demo', temperature: 0, lookup: [], offline: 'off' }[name] ?? null;
  return { name, value, default: usual, decided: '', ...more };
}

/** JupyterLab's settings as they are kept, without a server. */
function registryOf(raw: string): SettingRegistry {
  let kept = raw;
  const fetched = (): object => ({
    id: ID,
    schema: JSON.parse(SCHEMA) as object,
    raw: kept,
    version: '',
    data: { composite: {}, user: {} }
  });
  const connector = {
    fetch: () => Promise.resolve(fetched()),
    save: (_: string, saved: string) => {
      kept = saved;
      return Promise.resolve();
    },
    list: () => Promise.resolve({ ids: [], values: [] }),
    remove: () => Promise.resolve()
  };
  return new SettingRegistry({ connector: connector as never });
}

let store: FakeStore;
let registry: SettingRegistry;
let shared: SharedSettings;
let refused: string[];
let changes: number;

function begin(told: SharedSetting[], raw = '{}'): Promise<void> {
  store = new FakeStore(told);
  registry = registryOf(raw);
  refused = [];
  changes = 0;
  shared = new SharedSettings(
    ID,
    registry,
    store,
    () => changes++,
    sentence => refused.push(sentence)
  );
  return shared.refresh();
}

const shown = async (name: string): Promise<unknown> => (await registry.get(ID, name)).composite;

describe('the settings of JupyterLab', () => {
  it('show what was chosen in another front end, whatever they held before', async () => {
    await begin(
      [setting('model', 'demo'), setting('temperature', 0.5), setting('lookup', ['arxiv'])],
      '{"model": "old", "temperature": 2, "sendKey": "Ctrl+Enter"}'
    );
    expect(await shown('model')).toBe('demo');
    expect(await shown('temperature')).toBe(0.5);
    expect(await shown('lookup')).toEqual(['arxiv']);
    expect(await shown('sendKey')).toBe('Ctrl+Enter');
    expect(store.changes).toEqual([]);
    store.told = [setting('temperature', 0.7)];
    await shared.refresh();
    expect(await shown('temperature')).toBe(0.7);
  });

  it('write through what is changed in them', async () => {
    await begin([setting('model', 'demo'), setting('temperature', 0)]);
    await registry.set(ID, 'temperature', 1);
    await until(() => store.changes.length > 0);
    expect(store.changes).toEqual([{ temperature: 1 }]);
    await registry.set(ID, 'sendKey', 'Ctrl+Enter');
    await shared.refresh();
    expect(store.changes).toHaveLength(1);
    expect(await shown('temperature')).toBe(1);
  });

  it('refuse in the editor what is out of range', async () => {
    await begin([setting('temperature', 0)]);
    await expect(registry.set(ID, 'temperature', 9)).rejects.toThrow('validate');
    await shared.refresh();
    expect(await shown('temperature')).toBe(0);
  });

  it('show what the administrator decided as disabled, with the sentence', async () => {
    const decided = "The administrator has set offline to 'on'; it stays so.";
    await begin([
      setting('offline', 'on', { decided }),
      setting('temperature', 0, { maximum: 0.5 })
    ]);
    const { schema: seen } = await registry.load(ID);
    expect(seen.properties?.offline).toMatchObject({ readOnly: true, default: 'on' });
    expect(seen.properties?.offline?.description).toContain(decided);
    expect(seen.properties?.temperature?.maximum).toBe(0.5);
    expect(await shown('offline')).toBe('on');
    await registry.set(ID, 'offline', 'off'); // in the editor of JSON
    await until(() => refused.length > 0);
    expect(refused).toEqual([decided]);
    await shared.refresh();
    expect(await shown('offline')).toBe('on');
  });

  it('hold without the server, too', async () => {
    store = new FakeStore([]);
    registry = registryOf('{"sendKey": "Ctrl+Enter"}');
    store.isDown = true;
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const seen: string[] = [];
    const alone = new SharedSettings(
      ID,
      registry,
      store,
      settings => seen.push(readSettings(settings).sendKey),
      () => undefined
    );
    await alone.refresh();
    expect(seen).toContain('Ctrl+Enter');
    expect(warn).toHaveBeenCalled();
    warn.mockRestore();
  });

  it('take a choice that was made elsewhere in JupyterLab', async () => {
    await begin([setting('model', 'demo')]);
    await shared.choose({ model: 'smollm2' });
    expect(await shown('model')).toBe('smollm2');
    expect(changes).toBeGreaterThan(0);
    await expect(
      begin([setting('model', 'demo', { decided: 'It stays.' })]).then(() =>
        shared.choose({ model: 'smollm2' })
      )
    ).rejects.toThrow('It stays.');
  });
});
