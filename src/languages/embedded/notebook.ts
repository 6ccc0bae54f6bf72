import { type Node, type ParseError, parseTree } from 'jsonc-parser'
import { createLineIndex } from '../../core/locate.ts'
import type { TextEdit } from '../../core/span.ts'
import type { EmbeddedDocument } from './document.ts'

/*
 * Jupyter notebooks (nbformat 4): the code cells, one below the other, as one Python module. Every code unit remembers
 * where it stands in the JSON, so an edit changes just those characters and the rest of the file stays byte for byte.
 */

/** A line of a cell: the JSON string it is, and its decoded text. */
interface Piece {
  readonly cell: number
  /** Offset of the decoded text in the code. */
  readonly start: number
  readonly text: string
  /** Outer offset of each decoded unit, and of the end. */
  readonly offsets: readonly number[]
  /** White space between two strings of the cell's list, for new lines; null: the source is one string. */
  readonly separator: string | null
}

export function openNotebook(path: string, text: string, refuse: (reason: string) => void): EmbeddedDocument | null {
  const root = readTree(text, refuse)
  if (!root || !isPython(root)) return null
  const pieces: Piece[] = []
  let code = ''
  let silent = ''
  for (const [nth, cell] of (memberOf(root, 'cells')?.children ?? []).entries()) {
    if (memberOf(cell, 'cell_type')?.value !== 'code') continue
    const source = memberOf(cell, 'source')
    const strings = source?.type === 'array' ? (source.children ?? []) : source ? [source] : []
    const begin = code.length
    for (const [at, string] of strings.entries()) {
      if (string.type !== 'string') continue
      const next = strings[at + 1] ?? strings[at - 1]
      const separator = source?.type === 'array' ? separatorOf(text, string, next) : null
      const decoded = decodeString(text, string)
      pieces.push({ cell: nth, start: code.length, separator, ...decoded })
      code += decoded.text
    }
    if (code.length > begin && !code.endsWith('\n')) code += '\n'
    silent += silenceMagics(code.slice(begin))
  }
  if (pieces.length === 0) return null
  const toOuterOffset = (offset: number, end: boolean): number | null => locate(pieces, offset, end)
  return {
    path: `${path}.py`,
    text: silent,
    annotate: (facts) => facts,
    toOuter(span) {
      const start = toOuterOffset(span.start, false) ?? 0
      return { start, end: Math.max(start, toOuterOffset(span.end, true) ?? start) }
    },
    translate: (edit) => translate(pieces, edit),
    settle: (edit) => edit,
  }
}

/** The parser of JSON is recursive, and a notebook is some ten levels deep, outputs included. */
const MAX_LEVELS = 500

function isNestedTooDeeply(text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 92) at++
      else if (code === 34) inString = false
    } else if (code === 34) inString = true
    else if (code === 91 || code === 123) {
      if (++depth > MAX_LEVELS) return true
    } else if (code === 93 || code === 125) depth--
  }
  return false
}

function readTree(text: string, refuse: (reason: string) => void): Node | undefined {
  if (isNestedTooDeeply(text)) return void refuse('its JSON is nested too deeply')
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true })
  const [error] = errors
  if (!error) return root
  return void refuse(`is not valid JSON (line ${createLineIndex(text).positionAt(error.offset).line})`)
}

function isPython(root: Node): boolean {
  const metadata = memberOf(root, 'metadata')
  const kernel =
    memberOf(memberOf(metadata, 'kernelspec'), 'language')?.value ??
    memberOf(memberOf(metadata, 'language_info'), 'name')?.value
  return kernel === undefined || /^(?:i?python)/i.test(String(kernel))
}

function memberOf(node: Node | undefined, key: string): Node | undefined {
  return node?.children?.find((property) => property.type === 'property' && property.children?.[0]?.value === key)
    ?.children?.[1]
}

function separatorOf(text: string, string: Node, next: Node | undefined): string {
  if (!next) return ', '
  const [left, right] = next.offset > string.offset ? [string, next] : [next, string]
  return text.slice(left.offset + left.length, right.offset)
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/** The string's text with the outer offset of every code unit (RFC 8259, section 7). */
function decodeString(text: string, node: Node): { text: string; offsets: number[] } {
  const offsets: number[] = []
  let decoded = ''
  const end = node.offset + node.length - 1
  let at = node.offset + 1
  while (at < end) {
    offsets.push(at)
    if (text[at] !== '\\') decoded += text[at++]
    else if (text[at + 1] === 'u') {
      decoded += String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16))
      at += 6
    } else {
      decoded += ESCAPES[text[at + 1] ?? ''] ?? text[at + 1] ?? ''
      at += 2
    }
  }
  offsets.push(end)
  return { text: decoded, offsets }
}

/** The outer offset of a place in the code. At a seam, an end belongs to the piece before it and a start to the one behind. */
function locate(pieces: readonly Piece[], offset: number, end: boolean): number | null {
  const piece = pieceAt(pieces, offset, end)
  return piece ? (piece.offsets[offset - piece.start] ?? null) : null
}

function pieceAt(pieces: readonly Piece[], offset: number, end: boolean): Piece | null {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  let at = low
  if (end) while (at > 0 && pieces[at]?.start === offset) at--
  const piece = pieces[at]
  return piece && offset >= piece.start && offset <= piece.start + piece.text.length ? piece : null
}

function translate(pieces: readonly Piece[], edit: TextEdit): TextEdit | null {
  const from = pieceAt(pieces, edit.start, false)
  if (from === null) return null
  const start = from.offsets[edit.start - from.start]
  const isInsertion = edit.end === edit.start
  // A whole line goes with its quotes, unless it is the last of its cell.
  const beyond = isInsertion ? from : edit.text === '' ? pieceAt(pieces, edit.end, false) : null
  const to = beyond?.cell === from.cell ? beyond : pieceAt(pieces, edit.end, true)
  const end = isInsertion ? start : to?.offsets[edit.end - to.start]
  if (start === undefined || end === undefined || end < start || to?.cell !== from.cell) return null
  return { start, end, text: encodeText(edit.text, from.separator) }
}

/** New lines become new strings of the list, as every notebook editor writes them. */
function encodeText(text: string, separator: string | null): string {
  const escaped = JSON.stringify(text).slice(1, -1)
  return separator === null
    ? escaped
    : escaped.replace(/\\n(?=.)/g, `\\n"${separator}"`).replace(/\\n$/, `\\n"${separator}"`)
}

/** Lines that IPython understands and Python does not, replaced by as many characters that Python passes over. */
function silenceMagics(code: string): string {
  let cell = false
  return code
    .split('\n')
    .map((line) => {
      if (/^%%(?!time\b|timeit\b|capture\b|prun\b)/.test(line)) cell = true
      if (cell || /^%%/.test(line)) return line === '' ? line : `#${line.slice(1)}`
      const magic = /^(\s*)(?:[%!?]|\S+\?\??\s*$)/.exec(line)
      if (magic) return silenced(magic[1] ?? '', line)
      const assigned = /^([\w.,\s]+=\s*)[%!](?!=)/.exec(line)
      return assigned?.[1] === undefined
        ? line
        : `${assigned[1]}0${'#'.padEnd(line.length - assigned[1].length - 1, '-')}`.slice(0, line.length)
    })
    .join('\n')
}

function silenced(indent: string, line: string): string {
  const room = line.length - indent.length
  return indent + (room >= 5 ? `pass#${'-'.repeat(room - 5)}` : '0'.padEnd(room, ' '))
}
