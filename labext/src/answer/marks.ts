/**
 * The elements that checks reach again, by the ids of their nodes, sequences by their starts.
 *
 * Drawing fills it; verdicts, which come later, look their element up here.
 */
export class Marks {
  readonly math = new Map<number, HTMLElement>();
  readonly citations = new Map<number, HTMLAnchorElement>();
  readonly molecules = new Map<number, HTMLElement>();
  readonly sequences = new Map<number, HTMLElement>();
  readonly code = new Map<number, HTMLElement>();

  clear(): void {
    this.math.clear();
    this.citations.clear();
    this.molecules.clear();
    this.sequences.clear();
    this.code.clear();
  }
}
