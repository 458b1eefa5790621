/** Voilà shows a notebook as a page: without editors, sidebars or a server of ours. */
import type { JupyterFrontEnd } from '@jupyterlab/application';

import type { Origins } from './answer/origin';
import { trans } from './answer/trans';

export function isVoila({ name }: Pick<JupyterFrontEnd, 'name'>): boolean {
  return name === 'Voila';
}

/** Voilà runs every cell anew on its machine: no answer in its page comes from a file. */
export const ALL_OWN: Origins = {
  isOwn: () => Promise.resolve(true),
  checkAgain: () =>
    Promise.reject(new Error(trans.__('Open the page again to have it checked again.')))
};
