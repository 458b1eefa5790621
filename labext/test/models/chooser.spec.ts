import { Widget } from '@lumino/widgets';

import type { Status } from '../../src/api';
import { ModelChooser } from '../../src/models/chooser';
import { until } from '../chat/fakes';
import { FakeModels, offer } from './fakes';

let models: FakeModels;
let status: Status;
let chooser: ModelChooser;
let chosen: [string, string][];
let refusal: Error | null;

const text = (): string => chooser.node.textContent;
const words = (): string => chooser.node.querySelector('[role="status"]')?.textContent ?? '';

function button(name: string): HTMLButtonElement {
  const found = [...chooser.node.querySelectorAll('button')].find(
    each => each.getAttribute('aria-label') === name || each.textContent === name
  );
  if (!found) {
    throw new Error(`There is no button ${name}.`);
  }
  return found;
}

beforeEach(async () => {
  models = new FakeModels();
  status = { state: 'stopped', model: null, detail: '', server: null, offline: false };
  chosen = [];
  refusal = null;
  chooser = new ModelChooser(
    models,
    () => Promise.resolve(status),
    (...what) => (refusal ? Promise.reject(refusal) : Promise.resolve(void chosen.push(what)))
  );
  Widget.attach(chooser, document.body);
  await chooser.refresh();
});

afterEach(() => {
  chooser.dispose();
});

describe('the list of models', () => {
  it('tells size, memory in each precision, licence and where a model is', async () => {
    models.list = [offer('mine', { local: 'no', download: 2.63e9 })];
    await chooser.refresh();
    expect(text()).toContain('8.0 GiB of memory free on this machine');
    expect(text()).toContain('not on this machine, about 2.63 GB to download');
    expect(text()).toContain('1.3 billion parameters; of a kind');
    expect(text()).toContain('Licence: CC BY-NC 4.0');
    expect(text()).toContain('Memory: fp32 5.0 GiB (does not fit) · int8 1.5 GiB');
    const options = [...chooser.node.querySelectorAll('option')].map(each => each.textContent);
    expect(options).toEqual(['auto (int8)', 'int8']);
  });

  it('says why a model is refused, and does not load it', async () => {
    models.list = [offer('mine', { refusal: 'The administrator does not allow it.' })];
    await chooser.refresh();
    expect(text()).toContain('The administrator does not allow it.');
    expect(button('Load mine').disabled).toBe(true);
  });

  it('says what would fit where a model does not', async () => {
    models.list = [offer('mine', { suits: '', remark: 'It needs 200 GiB; load a smaller one.' })];
    await chooser.refresh();
    expect(text()).toContain('It needs 200 GiB; load a smaller one.');
    expect(button('Load mine').disabled).toBe(true);
  });

  it('says that a server is asked instead', async () => {
    status.server = { url: 'http://engine:8000', model: 'galactica-30b' };
    await chooser.refresh();
    expect(text()).toContain('Questions go to the server at http://engine:8000');
  });
});

describe('a model', () => {
  it('is loaded, and chosen for all front ends', async () => {
    button('Load demo').click();
    await until(() => words() === 'demo in int8 is loaded.');
    expect(models.loaded).toEqual([['demo', 'auto']]);
    expect(chosen).toEqual([['demo', 'auto']]);
  });

  it('shows how far it is, and can be cancelled', async () => {
    models.waits = true;
    models.steps = [{ words: 'loading 40%: demo', fraction: 0.4, isLoaded: false }];
    button('Load demo').click();
    await until(() => words() === 'loading 40%: demo');
    expect(chooser.node.querySelector('progress')?.value).toBe(0.4);
    button('Cancel').click();
    expect(models.signals[0]?.aborted).toBe(true);
    expect(words()).toContain('Cancelled');
    await Promise.resolve();
    expect(words()).toContain('Cancelled');
    expect(chosen).toEqual([]);
  });

  it('is downloaded only when the user has read how much that is', async () => {
    models.size = 2.63e9;
    button('Load demo').click();
    await until(() => words() === 'demo: 2.63 GB will be downloaded.');
    expect(models.loaded).toEqual([]);
    button('Cancel').click();
    await until(() => words() === 'Nothing was downloaded.');
    button('Load demo').click();
    await until(() => words().includes('will be downloaded'));
    button('Download and Load').click();
    await until(() => words() === 'demo in int8 is loaded.');
  });

  it('that cannot be loaded says why', async () => {
    models.steps = [new Error('demo needs more memory; free some.')];
    button('Load demo').click();
    await until(() => words() === 'demo needs more memory; free some.');
    expect(chosen).toEqual([]);
  });

  it('that may not be the configured one is loaded, and says so', async () => {
    refusal = new Error('The administrator has set model; it stays so.');
    button('Load demo').click();
    await until(() => words().startsWith('The administrator has set model'));
  });

  it('of another name is loaded by it', async () => {
    const box = chooser.node.querySelector('input') as HTMLInputElement;
    box.value = ' someone/model ';
    button('Load another model').click();
    await until(() => models.loaded.length > 0);
    expect(models.loaded).toEqual([['someone/model', '']]);
  });

  it('that is loaded can be unloaded', async () => {
    status = { ...status, model: 'demo', state: 'ready' };
    await chooser.refresh();
    button('Unload demo').click();
    await until(() => words() === 'demo is unloaded.');
  });
});
