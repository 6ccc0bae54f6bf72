import type { PlaceInput } from '../shapes.ts'
import type { ImportedEntry, ImportNote, KindTest, WordScope } from './imported.ts'
import { type Mentioned, readMessage } from './read-message.ts'
import { readOwnMessage } from './own-message.ts'

const DOTTED = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u

export const isDottedName = (text: string): boolean => DOTTED.test(text)

/**
 * An entry for a dotted Python name that is retired with a message. What the name is — a module, or a symbol of one —
 * the tree says; where it does not, a last segment with a capital or an underscore is a symbol's.
 */
export function toPythonEntry(
  dotted: string,
  message: string,
  line: number,
  kindOf: KindTest,
): { readonly entry: ImportedEntry; readonly notes: readonly ImportNote[] } {
  const own = readOwnMessage(message)
  if (own) {
    const reason = own.reason === '' ? {} : { reason: own.reason }
    return {
      entry: { line, entry: { from: split(dotted, own.from, kindOf), to: own.to, language: 'python', ...reason } },
      notes: [],
    }
  }
  const known = kindOf(dotted)
  const guessed = known ?? guessKind(dotted)
  // what a symbol replaces is one, whatever its spelling
  const asSymbol =
    guessed === 'module' &&
    known === null &&
    dotted.includes('.') &&
    readMessage(message).some((one) => isSymbol(one, kindOf))
  const kind = asSymbol ? 'symbol' : guessed
  const notes: ImportNote[] = []
  if (known === null && dotted.includes('.'))
    notes.push({ line, message: `${dotted} is taken for a ${kind}: the source tree does not tell` })
  return { entry: { line, entry: fillPythonEntry(split(dotted, kind, kindOf), message, kindOf) }, notes }
}

/** The entry for a place that is known, the replacement read from the message. */
export function fillPythonEntry(
  from: PlaceInput,
  message: string,
  kindOf: KindTest,
  scope: WordScope | null = null,
): ImportedEntry['entry'] {
  const mentioned = readMessage(message)
  const places = mentioned.map((one) => toPlace(one, from, kindOf, scope))
  const whole = places.length > 0 && places.every((place) => place !== null && !isSame(place, from))
  const to = whole ? (places.length === 1 ? (places[0] ?? null) : (places as PlaceInput[])) : null
  return { from, to, language: 'python', ...(message.trim() === '' ? {} : { reason: oneLine(message) }) }
}

export const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim()

function split(dotted: string, kind: 'module' | 'symbol', kindOf: KindTest): PlaceInput {
  if (kind === 'symbol')
    for (let at = dotted.lastIndexOf('.'); at > 0; at = dotted.lastIndexOf('.', at - 1))
      if (kindOf(dotted.slice(0, at)) === 'module') return { module: dotted.slice(0, at), name: dotted.slice(at + 1) }
  // a class has members, not modules: `pathlib.Path.cwd` is `Path.cwd` of `pathlib`
  const inner = /\.[\p{Lu}][\p{L}\p{N}_]*\./u.exec(dotted)
  const dot = inner ? inner.index : dotted.lastIndexOf('.')
  return kind === 'module' || dot === -1
    ? { module: dotted }
    : { module: dotted.slice(0, dot), name: dotted.slice(dot + 1) }
}

function guessKind(dotted: string): 'module' | 'symbol' {
  const last = dotted.slice(dotted.lastIndexOf('.') + 1)
  return dotted.includes('.') && (/\.\p{Lu}/u.test(dotted) || /\p{Lu}/u.test(last) || last.includes('_'))
    ? 'symbol'
    : 'module'
}

const isSymbol = (one: Mentioned, kindOf: KindTest): boolean =>
  one.kind === 'place' ||
  (one.kind === 'word' && (one.word.includes(':') || (kindOf(one.word) ?? guessKind(one.word)) === 'symbol'))

/** null: what is named cannot replace it, or it is not clear what is named. */
function toPlace(mentioned: Mentioned, from: PlaceInput, kindOf: KindTest, scope: WordScope | null): PlaceInput | null {
  if (mentioned.kind === 'place') {
    const { module = '', name = '' } = mentioned.place
    if (!isDottedName(module) || !isDottedName(name)) return null
    if (from.name !== undefined) return { module, name }
    return kindOf(`${module}.${name}`) === 'module' ? { module: `${module}.${name}` } : null
  }
  if (mentioned.kind === 'module') {
    const { module, names } = mentioned
    if (!isDottedName(module) || kindOf(module) === 'symbol' || names?.includes(from.name ?? '') === false) return null
    return from.name === undefined ? { module } : { module, name: from.name }
  }
  const { word, moved, quoted } = mentioned
  const [module = '', name = '', ...more] = word.split(':')
  // as entry points spell it: https://packaging.python.org/en/latest/specifications/entry-points/
  if (more.length === 0 && isDottedName(module) && isDottedName(name))
    return from.name === undefined ? null : { module, name }
  if (!isDottedName(word)) return null
  const known = kindOf(word)
  const last = word.slice(word.lastIndexOf('.') + 1)
  if (from.name === undefined) {
    if (known === 'symbol' || (known === null && /\p{Lu}/u.test(word))) return null
    return known === null && !quoted && !word.includes('.') ? null : { module: word }
  }
  if (!word.includes('.')) {
    const local = scope?.lookup(word) ?? null
    if (local) return local
    if (known === 'module') return { module: word, name: from.name }
    if (scope) return null
    const beside = from.module === undefined ? null : kindOf(`${from.module}.${word}`)
    if (beside === 'module') return null
    // a plain lower-case word may as well be a package or a function: only the tree can tell
    return beside === 'symbol' || /\p{Lu}|_/u.test(word) ? { module: from.module, name: word } : null
  }
  if (known === 'module') return { module: word, name: from.name }
  if (known === null && moved && last !== from.name && guessKind(word) === 'module')
    return { module: word, name: from.name }
  return split(word, 'symbol', kindOf)
}

const isSame = (a: PlaceInput, b: PlaceInput): boolean => a.module === b.module && a.name === b.name
