/** What checks of a document found, by its parts. */
import type { Citation, EquationCheck } from '../answer/schema';
import type { JudgedFormula } from './badges';
import type { CitedWork, Formula, Place } from './steps';
import type { Part, Snapshot } from './target';

/** A formula with its place and the equations that stand in it. */
export interface FoundFormula extends JudgedFormula {
  place: Place;
}

/** A work that is cited in a part, at its first place there. */
export interface FoundWork {
  citation: Citation;
  place: Place;
}

/** What was found in one part of a document. */
export interface PartFindings {
  part: Part;
  formulas: readonly FoundFormula[];
  works: readonly FoundWork[];
}

/** Puts together what one check finds, in all of a document or in one of its cells. */
export class Findings {
  constructor(
    private readonly _snapshot: Snapshot,
    private readonly _cell?: number
  ) {}

  get count(): number {
    return this._formulas.length;
  }

  addFormulas(formulas: readonly Formula[]): void {
    this._formulas = formulas;
  }

  addEquations(equations: readonly EquationCheck[]): void {
    for (const check of equations) {
      this._checks.set(check.math, [...(this._checks.get(check.math) ?? []), check]);
    }
  }

  addWorks(works: readonly CitedWork[]): void {
    this._works = works;
  }

  /**
   * What was found before, with what is known anew.
   *
   * Of a check that goes on, of whose formulas the first `judged` are known, the rest of what was
   * found before stays; at its end, `judged` being null, what is in it no more goes.
   */
  merged(before: readonly PartFindings[], judged: number | null): PartFindings[] {
    const old = new Map(before.map(found => [found.part.key, found]));
    const found = new Map(before.filter(each => this._stays(each, judged)).map(keyed));
    for (const each of this._known(judged)) {
      const { key } = each.part;
      const known = old.get(key);
      const works = judged === null ? each.works : (known?.works ?? NO_WORKS);
      found.set(key, sharing({ ...each, works }, known));
    }
    return [...found.values()].sort((a, b) => a.part.order - b.part.order);
  }

  private _stays({ part }: PartFindings, judged: number | null): boolean {
    const isOfAnother = this._cell !== undefined && part.group !== this._wanted?.group;
    return part.order >= 0 && (judged !== null || isOfAnother);
  }

  /** The parts that are known by now. */
  private _known(judged: number | null): PartFindings[] {
    const waiting = new Set<string>();
    const known = new Map<string, { part: Part; formulas: FoundFormula[]; works: FoundWork[] }>();
    const at = (place: Place) => {
      const part = this._snapshot.partAt(place);
      const found = part && (known.get(part.key) ?? { part, formulas: [], works: [] });
      if (found) {
        known.set(found.part.key, found);
      }
      return found;
    };
    this._formulas.forEach(({ id, latex, place }, index) => {
      const found = at(place);
      found?.formulas.push({ id, latex, place, checks: this._checks.get(id) ?? NONE });
      if (found && judged !== null && index >= judged) {
        waiting.add(found.part.key);
      }
    });
    for (const { citation, places } of judged === null ? this._works : []) {
      for (const place of places.filter(each => this._isWanted(each))) {
        const found = at(place);
        if (found && !found.works.some(work => work.citation === citation)) {
          found.works.push({ citation, place });
        }
      }
    }
    return [...known.values()].filter(({ part }) => !waiting.has(part.key));
  }

  private _isWanted({ cell }: Place): boolean {
    return this._cell === undefined || cell === this._cell;
  }

  /** The cell that is judged. */
  private get _wanted(): Part | null {
    const place = { line: 1, column: 1, cell: this._cell ?? null, output: null, file: null };
    return this._snapshot.partAt(place);
  }

  private _formulas: readonly Formula[] = [];
  private _works: readonly CitedWork[] = [];
  private readonly _checks = new Map<number, readonly EquationCheck[]>();
}

const NONE: readonly EquationCheck[] = [];
const NO_WORKS: readonly FoundWork[] = [];

function keyed(found: PartFindings): [string, PartFindings] {
  return [found.part.key, found];
}

/** The findings with the very lists that were there before, where these say the same. */
function sharing(found: PartFindings, before: PartFindings | undefined): PartFindings {
  return {
    part: found.part,
    formulas: sameOr(found.formulas, before?.formulas),
    works: sameOr(found.works, before?.works)
  };
}

function sameOr<T>(now: readonly T[], before: readonly T[] | undefined): readonly T[] {
  return before && told(now) === told(before) ? before : now;
}

/** All that a reader is told: not the numbers of formulas, nor how long it took. */
function told(list: readonly unknown[]): string {
  return JSON.stringify(list, (name, value: unknown) => (UNTOLD.has(name) ? undefined : value));
}

const UNTOLD = new Set([
  'id',
  'math',
  'start',
  'end',
  'seconds',
  'starts',
  'number',
  'refs',
  'cell'
]);
