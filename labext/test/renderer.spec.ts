import { MimeModel } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

import { answerRendererFactory, MIME_TYPE } from '../src/renderer';
import { answer, paragraph } from './fixtures';

jest.mock('@jupyterlab/apputils', () => ({}));
jest.mock('@jupyterlab/codemirror', () => ({}));
jest.mock('@jupyterlab/notebook', () => ({}));

function renderer(): IRenderMime.IRenderer {
  return answerRendererFactory(null).createRenderer({
    mimeType: MIME_TYPE,
    sanitizer: { sanitize: (dirty: string) => dirty },
    resolver: null,
    linkHandler: null,
    latexTypesetter: null
  });
}

function model(data: unknown): IRenderMime.IMimeModel {
  return new MimeModel({ data: { [MIME_TYPE]: data as never } });
}

describe('the renderer of cell outputs', () => {
  it('draws the answer and keeps its elements when the output is updated', async () => {
    const output = renderer();
    const first = paragraph(0, 'one');
    await output.renderModel(model(answer({ blocks: [first], finish_reason: null })));
    const element = output.node.querySelector('.jp-Galactica-block');
    await output.renderModel(model(answer({ blocks: [first, paragraph(1, 'two')] })));
    expect(output.node.querySelector('.jp-Galactica-block')).toBe(element);
    expect(output.node.querySelectorAll('.jp-Galactica-block')).toHaveLength(2);
  });

  it.each([null, 'text', { blocks: 7 }, { schema_version: 99, blocks: [] }])(
    'says in a sentence that %j is no answer',
    async data => {
      const output = renderer();
      await output.renderModel(model(data));
      expect(output.node.querySelector('.jp-Galactica-error')?.textContent).toContain(
        'is not an answer'
      );
    }
  );
});
