import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { PathExt } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Panel } from '@lumino/widgets';

import type { CodeTools } from './answer/code';
import { readAnswer } from './answer/guards';
import { drawOffer, type Origins } from './answer/origin';
import { asSaid, isJudged } from './answer/said';
import type { Answer } from './answer/schema';
import { trans } from './answer/trans';
import { AnswerView } from './answer/view';
import { ServerApi } from './api';
import { codeTools } from './code';
import { isolated } from './isolated';
import { ALL_OWN, isVoila } from './voila';

export const MIME_TYPE = 'application/vnd.galactica.answer+json';

const UNREADABLE =
  'This output is not an answer that this version of jupyterlab-galactica can show; run the cell again.';

/** An answer, the JSON that it was read from, and the output it stands in. */
interface Drawn {
  answer: Answer;
  data: unknown;
  model: IRenderMime.IMimeModel;
}

/**
 * Draws an answer in a cell's output.
 *
 * A notebook keeps the renderer while an output is updated, so an answer that streams into a cell
 * grows in one view.
 */
export class AnswerRenderer extends Panel implements IRenderMime.IRenderer {
  constructor(
    { latexTypesetter }: IRenderMime.IRendererOptions,
    tools: CodeTools | null,
    private readonly _origins: Origins
  ) {
    super();
    this._view = new AnswerView(isolated(latexTypesetter), tools);
    this.addWidget(this._view);
  }

  /** Draws the text at once, and the verdicts as soon as it is known whose they are. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const data = model.data[MIME_TYPE];
    const answer = readAnswer(data);
    if (!answer) {
      this._view.setError(trans.__(UNREADABLE));
      return;
    }
    this._view.setText(answer);
    this._latest = { answer, data, model };
    if (!this._isJudging) {
      await this._judge();
    }
  }

  /** One update at a time: they may come faster than the server tells whose they are. */
  private async _judge(): Promise<void> {
    this._isJudging = true;
    for (let next = this._latest; next; next = this._latest) {
      this._latest = null;
      const { answer, data, model } = next;
      const own = !isJudged(answer) || (await this._origins.isOwn(data));
      if (this._isSuperseded(answer)) {
        continue;
      }
      this._view.setChecks(own ? answer : asSaid(answer));
      this._view.setOffer(own ? null : drawOffer(() => this._checkAgain(model, data)));
    }
    this._isJudging = false;
  }

  /** Whether another text is drawn by now, whose nodes may be numbered otherwise. */
  private _isSuperseded({ text }: Answer): boolean {
    return this._latest !== null && !this._latest.answer.text.startsWith(text);
  }

  /** The notebook keeps what was found, in all its forms; and so it is drawn. */
  private async _checkAgain(model: IRenderMime.IMimeModel, data: unknown): Promise<void> {
    const bundle = await this._origins.checkAgain(data);
    const checked = bundle as IRenderMime.IMimeModel['data'];
    model.setData({ data: { ...model.data, ...checked } });
    await this.renderModel(model);
  }

  private _latest: Drawn | null = null;
  private _isJudging = false;
  private readonly _view: AnswerView;
}

/** Safe for untrusted notebooks, because no text of an answer becomes HTML. */
export function answerRendererFactory(
  tools: CodeTools | null,
  origins: Origins
): IRenderMime.IRendererFactory {
  return {
    safe: true,
    mimeTypes: [MIME_TYPE],
    defaultRank: 40, // before HTML, which the same output carries for other front ends
    createRenderer: options => new AnswerRenderer(options, tools, origins)
  };
}

export const rendererPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-galactica:renderer',
  description: 'Draws checked answers in cell outputs.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IEditorLanguageRegistry, INotebookTracker],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    languages: IEditorLanguageRegistry | null,
    notebooks: INotebookTracker | null
  ) => {
    const origins = isVoila(app)
      ? ALL_OWN
      : new ServerApi(app.serviceManager.serverSettings, () =>
          PathExt.dirname(notebooks?.currentWidget?.context.localPath ?? '')
        );
    rendermime.addFactory(answerRendererFactory(codeTools(languages, notebooks), origins));
  }
};
