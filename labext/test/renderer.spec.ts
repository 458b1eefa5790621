import { MimeModel } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

import { answerRendererFactory, MIME_TYPE } from '../src/renderer';
import type { Origins } from '../src/answer/origin';
import type { Answer } from '../src/answer/schema';
import { ALL_OWN, isVoila } from '../src/voila';
import {
  answer,
  citation,
  codeCheck,
  equation,
  math,
  molecule,
  paragraph,
  sequence
} from './fixtures';

jest.mock('@jupyterlab/apputils', () => ({}));
jest.mock('@jupyterlab/codemirror', () => ({}));
jest.mock('@jupyterlab/notebook', () => ({}));

/** A server that knows answers with the seal "ours", and finds that 1 = 2 is refuted. */
const origins: Origins = {
  isOwn: data => Promise.resolve((data as Answer).seal === 'ours'),
  checkAgain: data =>
    Promise.resolve({
      [MIME_TYPE]: {
        ...(data as Answer),
        equations: [equation({ verdict: 'refuted' })],
        seal: 'ours'
      },
      'text/plain': 'checked again'
    })
};

function renderer(server = origins): IRenderMime.IRenderer {
  return answerRendererFactory(null, server).createRenderer({
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

describe('verdicts in a notebook', () => {
  const claimed = answer({
    text: '1 = 2',
    blocks: [paragraph(0, 'one', math(0, '1 = 2'))],
    equations: [equation({ verdict: 'holds', latex: '1 = 2', explanation: 'Proved.' })],
    citations: [citation({ status: 'found', key: 'a', entry: { url: 'https://a.example' } })],
    molecules: [molecule({})],
    sequences: [sequence({})],
    code: [codeCheck({})]
  });

  it('count where the machine of this user came to them', async () => {
    const output = renderer();
    await output.renderModel(model({ ...claimed, seal: 'ours' }));
    expect(output.node.querySelector('[data-verdict="holds"]')?.textContent).toContain('✓ holds');
    expect(output.node.querySelector('button')?.textContent).not.toBe('Check again');
  });

  it('count in Voilà, which has run every cell itself', async () => {
    expect(isVoila({ name: 'Voila' })).toBe(true);
    expect(isVoila({ name: 'JupyterLab' })).toBe(false);
    const output = renderer(ALL_OWN);
    await output.renderModel(model(claimed));
    expect(output.node.querySelector('[data-verdict="holds"]')?.textContent).toContain('✓ holds');
  });

  it.each(['', 'forged'])('are said by the notebook where the seal is %j', async seal => {
    const output = renderer();
    await output.renderModel(model({ ...claimed, seal }));
    const shown = output.node.querySelector<HTMLElement>('.jp-Galactica-math');
    expect(shown?.dataset.verdict).toBe('said');
    expect(shown?.dataset.tone).toBe('plain');
    expect(shown?.textContent).toContain('said by the notebook');
    expect(shown?.textContent).not.toContain('Proved');
    expect(output.node.querySelector('[data-tone="good"]')).toBeNull();
    expect(output.node.querySelector('[data-citation-status="found"]')).toBeNull();
    expect(output.node.textContent).not.toContain('✓');
    expect(output.node.textContent).toContain('equations: 1 said by the notebook');
  });

  it('are checked again by a click, which the notebook keeps', async () => {
    const output = renderer();
    const held = new MimeModel({
      data: { [MIME_TYPE]: claimed as never, 'text/plain': '1 = 2 ✓ holds' },
      callback: () => undefined
    });
    await output.renderModel(held);
    const button = output.node.querySelector<HTMLButtonElement>('.jp-Galactica-offer > button');
    button?.click();
    await until(() => output.node.querySelector('[data-verdict="refuted"]') !== null);
    expect(output.node.querySelector('.jp-Galactica-offer')).toBeNull();
  });

  it('stay said where the server cannot check, and the button tells why', async () => {
    const output = renderer({
      ...origins,
      checkAgain: () => Promise.reject(new Error('The server is gone.'))
    });
    await output.renderModel(model(claimed));
    output.node.querySelector<HTMLButtonElement>('.jp-Galactica-offer > button')?.click();
    const offer = () => output.node.querySelector('.jp-Galactica-offer')?.textContent ?? '';
    await until(() => offer().includes('The server is gone.'));
    expect(output.node.querySelector('[data-verdict="said"]')).not.toBeNull();
  });

  it('of an answer that grows are shown when it is known whose they are, the text at once', async () => {
    let tell: (own: boolean) => void = () => undefined;
    const output = renderer({
      ...origins,
      isOwn: () => new Promise(resolve => (tell = resolve))
    });
    const drawing = output.renderModel(model({ ...claimed, finish_reason: null }));
    expect(output.node.querySelector('.jp-Galactica-math')).not.toBeNull();
    expect(output.node.querySelector('[data-verdict]')).toBeNull();
    tell(true);
    await drawing;
    expect(output.node.querySelector('[data-verdict="holds"]')).not.toBeNull();
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise(resolve => setTimeout(resolve));
  }
}
