import { attachment, questionOf, readQuestion } from '../../src/context/attachment';

const CELL = attachment('Cell [3] of sines.ipynb', 'python', 'x = 1\n\ny = 2');
const NOTE = attachment('Selection', '', 'As **said**:\n```python\nx\n```\n````');

describe('a question with context', () => {
  it('is the question alone where nothing is attached', () => {
    expect(questionOf({ message: 'Why?', attached: [] })).toBe('Why?');
    expect(readQuestion('Why?')).toEqual({ message: 'Why?', attached: [] });
  });

  it('has the context below the line that the server knows', () => {
    expect(questionOf({ message: 'Why?', attached: [CELL] })).toBe(
      'Why?\n\n### Input:\nCell [3] of sines.ipynb:\n```python\nx = 1\n\ny = 2\n```'
    );
  });

  it.each([
    ['several', { message: 'Why\nis it?', attached: [CELL, NOTE] }],
    ['fences in it', { message: 'Why?', attached: [NOTE] }],
    ['nothing said yet', { message: '', attached: [CELL] }],
    ['an empty text', { message: 'Why?', attached: [attachment('File a.txt', '', '')] }]
  ])('is read back in its parts: %s', (_, asked) => {
    expect(readQuestion(questionOf(asked))).toEqual(asked);
  });

  it('keeps context that a user wrote by hand', () => {
    const { message, attached } = readQuestion('Summarize.\n### Input:\nWe propose a network.');
    expect(message).toBe('Summarize.');
    expect(attached).toEqual([{ label: 'Context', language: '', text: 'We propose a network.' }]);
  });

  it('says what was left out of a text of 5 MB, and stays small', () => {
    const { label, text } = attachment('File log.txt', '', 'x'.repeat(5_000_000));
    expect(label).toBe('File log.txt, all but 4,800,000 characters in the middle');
    expect(text.length).toBeLessThan(201_000);
  });

  it('has a label of one line, whatever a file is called', () => {
    expect(attachment('File a\n### Input:\nb', '', '').label).toBe('File a ### Input: b');
  });
});
