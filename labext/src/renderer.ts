import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Panel } from '@lumino/widgets';

import type { CodeTools } from './answer/code';
import { readAnswer } from './answer/guards';
import { AnswerView } from './answer/view';
import { codeTools } from './code';
import { isolated } from './isolated';

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
  constructor({ latexTypesetter }: IRenderMime.IRendererOptions, tools: CodeTools | null) {
    super();
    this._view = new AnswerView(isolated(latexTypesetter), tools);
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
export function answerRendererFactory(tools: CodeTools | null): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [MIME_TYPE],
    defaultRank: 40, // before HTML, which the same output carries for other front ends
    createRenderer: options => new AnswerRenderer(options, tools)
  };
}

export const rendererPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-galactica:renderer',
  description: 'Draws checked answers in cell outputs.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IEditorLanguageRegistry, INotebookTracker],
  activate: (
    _app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    languages: IEditorLanguageRegistry | null,
    notebooks: INotebookTracker | null
  ) => {
    rendermime.addFactory(answerRendererFactory(codeTools(languages, notebooks)));
  }
};
