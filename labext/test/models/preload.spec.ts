import { preload } from '../../src/models/preload';
import { FakeApi } from '../chat/fakes';
import { FakeModels } from './fakes';

let api: FakeApi;
let models: FakeModels;
let states: string[];

beforeEach(() => {
  api = new FakeApi();
  api.loaded = null;
  models = new FakeModels();
  states = [];
});

const run = (): Promise<void> => preload(api, models, words => states.push(words));

describe('a model that is loaded early', () => {
  it('is the configured one, and says how far it is', async () => {
    models.steps.unshift({ words: 'loading 50%', fraction: 0.5, isLoaded: false });
    await run();
    expect(models.loaded).toEqual([['demo', '']]);
    expect(states).toEqual(['demo: loading 50%', 'demo: ready']);
  });

  it('takes the place of no other', async () => {
    api.loaded = 'galactica-1.3b';
    await run();
    expect(models.loaded).toEqual([]);
  });

  it('is not downloaded', async () => {
    models.isHere = false;
    await run();
    expect(models.loaded).toEqual([]);
  });

  it('is not loaded where a server answers', async () => {
    api.server = { url: 'http://engine', model: 'demo' };
    await run();
    expect(models.loaded).toEqual([]);
  });

  it('says nothing where that fails: the question will', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    models.steps = [new Error('no memory')];
    await run();
    expect(states).toEqual([]);
    expect(warn).toHaveBeenCalled();
    warn.mockRestore();
  });
});
