import { readAnswer, readEvent, readNode } from '../../src/answer/guards';
import { answer, citation, equation, molecule, paragraph, text } from '../fixtures';

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

describe('reading the answer of another version', () => {
  it('takes what it lacks for what it meant', () => {
    const { law, law_note, domain, ...older } = equation({});
    const { sequences, problems, ...whole } = answer({ equations: [older as never] });
    expect(readAnswer(whole)).toEqual({ ...whole, sequences, problems, equations: [equation({})] });
    expect([law, law_note, domain]).toEqual([null, '', null]);
  });

  it('leaves out what it has more', () => {
    const newer = { ...answer({ equations: [{ ...equation({}), mood: 'good' } as never] }), x: 1 };
    expect(readAnswer(newer)).toEqual(answer({ equations: [equation({})] }));
  });

  it('reads a block of a kind it does not know as prose', () => {
    const block = { ...paragraph(0, 'one'), type: 'video' };
    expect(readAnswer(answer({ blocks: [block as never] }))?.blocks).toEqual([paragraph(0, 'one')]);
  });
});

describe('reading hostile data', () => {
  const hostile = { toString: 7, length: -1 };

  it.each(['latex', 'verdict', 'reason', 'counterexample', 'math', 'start'])(
    'refuses an equation whose %s is no such thing',
    name => {
      const check = { ...equation({}), [name]: hostile };
      expect(readAnswer(answer({ equations: [check] }))?.equations).toEqual([]);
    }
  );

  it.each(['kind', 'domain', 'solutions', 'law', 'law_note', 'dimension_reason', 'assumptions'])(
    'takes nothing from an equation whose %s is no such thing',
    name => {
      const check = { ...equation({}), [name]: hostile };
      const [read] = readAnswer(answer({ equations: [check] }))?.equations ?? [];
      expect(read).toEqual(name === 'kind' ? equation({ kind: 'unknown' }) : equation({}));
    }
  );

  it('refuses a molecule without a status', () => {
    expect(readAnswer(answer({ molecules: [molecule({ status: 'fine' as never })] }))).toEqual(
      answer({})
    );
  });

  it.each(['constructor', '__proto__', 'toString', { toString: 'text' }, null])(
    'knows no node of the type %j',
    type => {
      expect(readNode({ ...text('x'), type })).toBeNull();
    }
  );

  it('keeps of an element only its own attributes, and of those the harmless', () => {
    const attrs = { href: 'javascript:alert(1)', start: 7, align: 'left', onclick: 'alert(1)' };
    const element = { type: 'element', tag: 'td', attrs, children: [hostile] };
    expect(readNode(element)).toEqual({ ...element, attrs: { align: 'left' } });
    expect(readNode({ ...element, tag: 'script' })).toBeNull();
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
