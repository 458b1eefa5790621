/** What the server finds in a document and judges of it, as it comes to be known. */
import type { ServerConnection } from '@jupyterlab/services';

import { readEvent } from '../answer/guards';
import {
  integer,
  isRecord,
  listOf,
  nullable,
  otherwise,
  type Reader,
  record,
  string
} from '../answer/json';
import type { Citation, EquationCheck } from '../answer/schema';
import { Http, parseJson } from '../http';
import { readServerSentEvents } from '../sse';

/** Where something begins in a document, counted from 1; a cell and an output in notebooks only. */
export interface Place {
  line: number;
  column: number;
  cell: number | null;
  output: number | null;
  /** Where that is another file, which the document includes. */
  file: string | null;
}

export interface Formula {
  id: number;
  latex: string;
  place: Place;
}

/** A work, and where the document cites it. */
export interface CitedWork {
  citation: Citation;
  places: Place[];
}

export type Step =
  | { type: 'formulas'; formulas: Formula[] }
  /** Of so many formulas, in the document's order, all equations are judged by now. */
  | { type: 'equations'; equations: EquationCheck[]; formulas: number }
  | { type: 'works'; works: CitedWork[] }
  | { type: 'done'; coverage: string; problems: string[] };

/** A document as it stands in an editor. */
export interface CheckedDocument {
  /** From the server's root; empty where the text is in no file. */
  path: string;
  /** Text, or the JSON of a notebook. */
  content: string;
  /** The one cell to judge, counted from 1. */
  cell?: number;
}

/** Has a document checked. Fails with an Error whose message is a sentence. */
export type Checker = (document: CheckedDocument, signal: AbortSignal) => AsyncIterable<Step>;

const readPlace: Reader<Place> = record({
  line: integer,
  column: integer,
  cell: otherwise(nullable(integer), null),
  output: otherwise(nullable(integer), null),
  file: otherwise(nullable(string), null)
});

const readFormulas = listOf<Formula>(record({ id: integer, latex: string, place: readPlace }));

const readWorks = listOf<CitedWork>(
  record({ citation: readCitation, places: otherwise(listOf(readPlace), []) })
);

/** The server extension as a checker. */
export function serverChecker(settings: ServerConnection.ISettings): Checker {
  const http = new Http(settings);
  return async function* (document, signal) {
    const response = await http.send('document', document, { signal });
    if (!response.body) {
      return;
    }
    for await (const data of readServerSentEvents(response.body)) {
      const step = readStep(parseJson(data));
      if (step) {
        yield step;
      }
    }
  };
}

/** A step, null where it is none that is known. Throws what the server failed with. */
export function readStep(value: unknown): Step | null {
  if (!isRecord(value)) {
    return null;
  }
  switch (value.type) {
    case 'formulas':
      return { type: 'formulas', formulas: readFormulas(value.formulas) ?? [] };
    case 'equations':
      return {
        type: 'equations',
        equations: listOf(readEquation)(value.equations) ?? [],
        formulas: integer(value.formulas) ?? 0
      };
    case 'works':
      return { type: 'works', works: readWorks(value.works) ?? [] };
    case 'done':
      return {
        type: 'done',
        coverage: string(value.coverage) ?? '',
        problems: listOf(string)(value.problems) ?? []
      };
    case 'failed':
      throw new Error(string(value.message) ?? 'The check failed; see the log of the server.');
    default:
      return null;
  }
}

function readEquation(check: unknown): EquationCheck | undefined {
  const event = readEvent({ type: 'equation', check });
  return event?.type === 'equation' ? event.check : undefined;
}

function readCitation(citation: unknown): Citation | undefined {
  const event = readEvent({ type: 'citations', citations: [citation] });
  return event?.type === 'citations' ? event.citations[0] : undefined;
}
