/** A question as it is shown: its words, and what it was about, folded. */
import { create } from '../answer/dom';
import { readQuestion } from './attachment';

export function drawQuestion(question: string): Node[] {
  const { message, attached } = readQuestion(question);
  const drawn: Node[] = [document.createTextNode(message)];
  for (const { label, text } of attached) {
    const folded = create('details', 'jp-Galactica-context');
    folded.append(create('summary', '', label), create('pre', '', text));
    drawn.push(folded);
  }
  return drawn;
}
