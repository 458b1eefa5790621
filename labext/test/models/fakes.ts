import type { Loading, Models, Offer, Offers, Welcome } from '../../src/models/api';

export function offer(name: string, more: Partial<Offer> = {}): Offer {
  return {
    name,
    note: 'of a kind',
    licence: 'CC BY-NC 4.0',
    parameters: 1.3e9,
    local: 'complete',
    download: 0,
    needs: [
      { precision: 'fp32', bytes: 5 * 2 ** 30, fits: false },
      { precision: 'int8', bytes: 1.5 * 2 ** 30, fits: true }
    ],
    suits: 'int8',
    remark: '',
    refusal: '',
    ...more
  };
}

/** Models that are loaded as a test says. */
export class FakeModels implements Models {
  list: Offer[] = [offer('demo')];
  size = 0;
  steps: (Loading | Error)[] = [{ words: 'demo in int8', fraction: 1, isLoaded: true }];
  loaded: [string, string][] = [];
  signals: AbortSignal[] = [];
  unloaded: string | null = 'demo';
  /** Whether a loading goes on until it is cancelled. */
  waits = false;
  isHere = true;

  offers(): Promise<Offers> {
    return Promise.resolve({ models: this.list, memory: 8 * 2 ** 30, gpus: [] });
  }

  downloadSize(): Promise<number> {
    return Promise.resolve(this.size);
  }

  async *load(
    model: string,
    precision: string,
    signal: AbortSignal
  ): AsyncGenerator<Loading, void> {
    this.loaded.push([model, precision]);
    this.signals.push(signal);
    for (const step of this.steps) {
      await Promise.resolve();
      if (step instanceof Error) {
        throw step;
      }
      yield step;
    }
    if (this.waits) {
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    }
  }

  unload(): Promise<string | null> {
    return Promise.resolve(this.unloaded);
  }

  welcome(): Promise<Welcome> {
    return Promise.resolve({ questions: [], notice: '', isHere: this.isHere });
  }
}
