import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Panel } from '@lumino/widgets';

import { readAnswer } from './answer/guards';
import { AnswerView } from './answer/view';

export const MIME_TYPE = 'application/vnd.galactica.answer+json';

const UNREADABLE =
  'This output is not an answer that this version of jupyterlab-galactica can show; run the cell again.';

/**
 * Draws an answer in a cell's output.
 *
 * A notebook keeps the renderer while an output is updated, so an answer that streams into a cell
 * grows in one view.
 */
export class AnswerRenderer extends Panel implements IRenderMime.IRenderer {
  constructor({ latexTypesetter }: IRenderMime.IRendererOptions) {
    super();
    this._view = new AnswerView(latexTypesetter);
    this.addWidget(this._view);
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const answer = readAnswer(model.data[MIME_TYPE]);
    if (answer) {
      this._view.setAnswer(answer);
    } else {
      this._view.setError(UNREADABLE);
    }
    return Promise.resolve();
  }

  private readonly _view: AnswerView;
}

/** Safe for untrusted notebooks, because no text of an answer becomes HTML. */
export const answerRendererFactory: IRenderMime.IRendererFactory = {
  safe: true,
  mimeTypes: [MIME_TYPE],
  defaultRank: 40, // before HTML, which the same output carries for other front ends
  createRenderer: options => new AnswerRenderer(options)
};

export const rendererPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-galactica:renderer',
  description: 'Draws checked answers in cell outputs.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  activate: (_app: JupyterFrontEnd, rendermime: IRenderMimeRegistry) => {
    rendermime.addFactory(answerRendererFactory);
  }
};
