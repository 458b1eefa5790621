import type { Api } from '../api';
import type { Models } from './api';

/**
 * Loads the configured model before it is asked.
 *
 * Nothing is downloaded for it, no model that is loaded gives way, and where another server answers
 * nothing is loaded. What fails is said when the model is asked.
 */
export async function preload(
  api: Api,
  models: Models,
  onState: (words: string) => void
): Promise<void> {
  try {
    const [status, { default: model }] = await Promise.all([api.status(), api.models()]);
    const isIdle = status.model === null && ['stopped', 'ready'].includes(status.state);
    if (status.server || !isIdle || !(await models.welcome(model)).isHere) {
      return;
    }
    for await (const { words, isLoaded } of models.load(model, '', new AbortController().signal)) {
      onState(isLoaded ? `${model}: ready` : `${model}: ${words}`);
    }
  } catch (error) {
    console.warn('The model was not loaded early.', error);
  }
}
