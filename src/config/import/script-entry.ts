import type { PlaceInput } from '../shapes.ts'
import type { ImportedEntry } from './imported.ts'
import { readOwnMessage } from './own-message.ts'
import { oneLine } from './python-entry.ts'
import { type Mentioned, readMessage } from './read-message.ts'

const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u

/** An entry for a TypeScript or JavaScript place that is retired with a message. */
export function toScriptEntry(from: PlaceInput, message: string, line: number): ImportedEntry {
  const own = readOwnMessage(message)
  if (own && (own.from === 'module') === (from.name === undefined)) {
    return { line, entry: { from, to: own.to, language: 'typescript', ...(own.reason === '' ? {} : { reason: own.reason }) } }
  }
  const places = readMessage(message).map((one) => toPlace(one, from))
  const whole = places.length > 0 && places.every((place) => place !== null && !(place.module === from.module && place.name === from.name))
  const to = whole ? (places.length === 1 ? (places[0] ?? null) : (places as PlaceInput[])) : null
  return { line, entry: { from, to, language: 'typescript', ...(message.trim() === '' ? {} : { reason: oneLine(message) }) } }
}

function toPlace(mentioned: Mentioned, from: PlaceInput): PlaceInput | null {
  if (mentioned.kind === 'place') {
    const { module = '', name = '' } = mentioned.place
    // relative to a file that is not known
    if (module.startsWith('.') || !NAME.test(name)) return null
    return from.name === undefined ? null : { module, name }
  }
  const { word, quoted } = mentioned
  if (word.startsWith('.')) return null
  if (/[@/#:-]/.test(word)) return from.name === undefined ? { module: word } : { module: word, name: from.name }
  if (!NAME.test(word)) return from.name === undefined && quoted ? { module: word } : null
  if (from.name === undefined) return quoted && !/\p{Lu}/u.test(word) ? { module: word } : null
  // a plain lower-case word may as well be a package
  return /\p{Lu}|_|\$/u.test(word) ? { module: from.module, name: word } : null
}
