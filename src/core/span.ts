/** A half-open range of a text. Offsets are UTF-16 code units from the start of the text (a BOM counts as one). */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Replace `[start, end)` by `text`. An insertion has `start === end`. */
export interface TextEdit extends Span {
  readonly text: string
}
