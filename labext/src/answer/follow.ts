import type { Event, Failed, StateChanged } from './schema';
import type { AnswerView } from './view';

const STATES: Record<StateChanged['state'], string> = {
  starting: 'Starting the model process',
  downloading: 'Downloading the model',
  loading: 'Loading the model',
  queued: 'Waiting in the queue',
  reading: 'Reading the prompt',
  generating: 'Generating',
  checking: 'Checking'
};

/** Shows what an event adds to an answer; a failure is no part of one. */
export function showEvent(view: AnswerView, event: Exclude<Event, Failed>): void {
  switch (event.type) {
    case 'state':
      view.setStatus(stateWords(event));
      return;
    case 'text':
      view.appendText(event.text);
      return;
    case 'block':
      view.closeBlock(event.block, event.tail);
      return;
    case 'equation':
      view.setEquation(event.check);
      return;
    case 'citations':
      view.setCitations(event.citations);
      return;
    case 'molecule':
      view.setMolecule(event.check);
      return;
    case 'sequence':
      view.setSequence(event.check);
      return;
    case 'code':
      view.setCode(event.check);
      return;
    case 'restarted':
    case 'kept':
      view.clear();
      return;
    case 'finished':
      view.setAnswer(event.answer);
      return;
  }
}

function stateWords({ state, detail, fraction }: StateChanged): string {
  const percent = typeof fraction === 'number' ? ` (${Math.round(fraction * 100)} %)` : '';
  return `${STATES[state]}${detail && `: ${detail}`}${percent} …`;
}
