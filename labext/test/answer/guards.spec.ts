import { readAnswer, readEvent } from '../../src/answer/guards';
import { answer, citation, equation, paragraph } from '../fixtures';

describe('reading an answer', () => {
  it('takes a well-formed one as it is', () => {
    const whole = answer({
      blocks: [paragraph(0, 'one')],
      equations: [equation({})],
      citations: [citation({})]
    });
    expect(readAnswer(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  it.each([null, 7, 'text', [], {}, { schema_version: 2, blocks: [] }, { schema_version: 1 }])(
    'takes %j for none',
    value => {
      expect(readAnswer(value)).toBeNull();
    }
  );

  it('leaves out what is malformed and keeps the rest', () => {
    const read = readAnswer({
      schema_version: 1,
      blocks: [null, { index: 'x' }, paragraph(0, 'one')],
      equations: [{ verdict: 'proved' }, equation({})],
      citations: [{ refs: 'all' }, citation({ entry: { title: 7 } as never })],
      usage: { completion_tokens: 'many', tokens_per_s: Infinity },
      finish_reason: 'magic',
      provenance: []
    });
    expect(read?.blocks).toHaveLength(1);
    expect(read?.equations).toHaveLength(1);
    expect(read?.citations).toHaveLength(0);
    expect(read?.usage.completion_tokens).toBe(0);
    expect(read?.usage.tokens_per_s).toBeNull();
    expect(read?.finish_reason).toBeNull();
    expect(read?.provenance).toEqual({});
  });
});

describe('reading an event', () => {
  it('takes those of the schema', () => {
    const event = { type: 'block', block: paragraph(0, 'one'), tail: '' };
    expect(readEvent(event)).toEqual(event);
  });

  it.each([null, { type: 'party' }, { type: 'text', text: 7 }, { type: 'finished', answer: 1 }])(
    'takes %j for none',
    value => {
      expect(readEvent(value)).toBeNull();
    }
  );
});
