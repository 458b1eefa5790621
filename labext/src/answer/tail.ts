/** What is shown in the place of formulas, references and molecules that are not drawn yet. */
export const COMING = '…';

/** What encloses something to be drawn, or code, or is only left out; groups name what closes it. */
const MARK =
  /\\(?<inline>\()|\\(?<display>\[)|\\begin\{(?<environment>[A-Za-z]{1,20}\*?)\}|(?<dollars>\$\$?)|\[START_(?<token>[A-Z_]{1,10})\]|\n(?<fence>`{3,})[^\n]{0,100}\n|\n#{1,6} |\[END_[A-Z_]{1,10}\]|<\/?(?:work|s|pad|unk)>|\*\*|`+/;
/** The end of a text that may yet become such a mark. */
const MAYBE =
  /(?:\\(?:b(?:e(?:g(?:in?)?)?)?|begin\{[A-Za-z]{0,20}\*?)?|\$\$?|\[[A-Z_]{0,16}|<\/?[a-z]{0,4}|\*\*?|`+|\n(?:#{1,6}|`{1,2}|`{3,}[^\n]{0,100})?)$/;
/** A formula between single dollars; what is none, or longer, is money. */
const BETWEEN_DOLLARS = /^\$(?=\S)[^$\n]{0,200}(?<=\S)\$(?!\d)/;
const MAYBE_BETWEEN_DOLLARS = /^\$(?:(?=\S)[^$\n]{0,200}\$?)?$/;

/**
 * Reads the text after the last closed block as it comes, and gives what a reader may see of it.
 *
 * Prose and code are shown. Marks of Markdown are left out, and in the place of what will be drawn
 * stand dots until its block is closed. What may be the beginning of a mark waits for more. The work
 * for a piece does not grow with the text before it.
 */
export class TailReader {
  /** What is to be shown after what was shown before. */
  push(piece: string): string {
    this._rest += piece;
    let shown = '';
    for (let more: string | null = ''; more !== null; more = this._step()) {
      shown += more;
    }
    const first = this._isFirst && shown !== '';
    this._isFirst &&= !first;
    return first ? shown.slice(1) : shown;
  }

  /** What the next mark or end of a span lets be shown; null where that needs more text. */
  private _step(): string | null {
    if (this._closer !== '') {
      return this._readSpan();
    }
    const mark = MARK.exec(this._rest);
    const maybe = MAYBE.exec(this._rest);
    const at = mark?.index ?? this._rest.length;
    if (!mark || (maybe && maybe.index <= at)) {
      return this._take(Math.min(at, maybe?.index ?? at)) || null;
    }
    if (mark.groups?.dollars === '$' && MAYBE_BETWEEN_DOLLARS.test(this._rest.slice(at))) {
      return this._take(at) || null;
    }
    return this._take(at) + this._open(mark);
  }

  /** What is shown in the place of a mark that stands at the start of what is left. */
  private _open(mark: RegExpExecArray): string {
    const { inline, display, environment, dollars, token, fence } = mark.groups ?? {};
    if (dollars === '$') {
      const formula = BETWEEN_DOLLARS.exec(this._rest);
      const taken = this._take(formula?.[0].length ?? 1);
      return formula ? COMING : taken;
    }
    this._take(mark[0].length);
    if (fence) {
      this._closer = `\n${fence}`;
      this._isCode = true;
      return '\n';
    }
    this._closer =
      dollars ??
      (inline && '\\)') ??
      (display && '\\]') ??
      (environment && `\\end{${environment}}`) ??
      (token && `[END_${token}]`) ??
      '';
    const isLineStart = mark[0].startsWith('\n');
    return this._closer ? COMING : isLineStart ? '\n' : '';
  }

  private _readSpan(): string | null {
    const at = this._rest.indexOf(this._closer);
    const isClosed = at >= 0;
    const end = isClosed ? at : Math.max(0, this._rest.length - this._closer.length + 1);
    const content = this._take(end);
    const shown = this._isCode ? content : '';
    if (!isClosed) {
      return shown || null;
    }
    this._take(this._closer.length);
    this._closer = '';
    this._isCode = false;
    return shown;
  }

  private _take(count: number): string {
    const taken = this._rest.slice(0, count);
    this._rest = this._rest.slice(count);
    return taken;
  }

  private _rest = '\n'; // so that what begins the text begins a line
  private _isFirst = true;
  private _closer = '';
  private _isCode = false;
}
