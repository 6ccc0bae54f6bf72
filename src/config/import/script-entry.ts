import type { PlaceInput } from '../shapes.ts'
import type { ImportedEntry, WordScope } from './imported.ts'
import { readOwnMessage } from './own-message.ts'
import { oneLine } from './python-entry.ts'
import { type Mentioned, readMessage } from './read-message.ts'

const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u

/**
 * An entry for a TypeScript or JavaScript place that is retired with a message.
 * @param scope of the file the message stands in; null: it stands in a configuration.
 */
export function toScriptEntry(
  from: PlaceInput,
  message: string,
  line: number,
  scope: WordScope | null = null,
): ImportedEntry {
  const own = readOwnMessage(message)
  if (own && (own.from === 'module') === (from.name === undefined)) {
    return {
      line,
      entry: { from, to: own.to, language: 'typescript', ...(own.reason === '' ? {} : { reason: own.reason }) },
    }
  }
  const places = readMessage(message).map((one) => toPlace(one, from, scope))
  const whole =
    places.length > 0 &&
    places.every((place) => place !== null && !(place.module === from.module && place.name === from.name))
  const to = whole ? (places.length === 1 ? (places[0] ?? null) : (places as PlaceInput[])) : null
  return {
    line,
    entry: { from, to, language: 'typescript', ...(message.trim() === '' ? {} : { reason: oneLine(message) }) },
  }
}

function toPlace(mentioned: Mentioned, from: PlaceInput, scope: WordScope | null): PlaceInput | null {
  if (mentioned.kind === 'place') {
    const { module = '', name = '' } = mentioned.place
    // without a scope, relative to a file that is not known
    const meant = module.startsWith('.') ? (scope?.resolve(module) ?? null) : module
    if (meant === null || !NAME.test(name)) return null
    return from.name === undefined ? null : { module: meant, name }
  }
  if (mentioned.kind === 'module') {
    const { module, names } = mentioned
    const meant = module.startsWith('.') ? (scope?.resolve(module) ?? null) : module
    if (meant === null || names?.includes(from.name ?? '') === false) return null
    return from.name === undefined ? { module: meant } : { module: meant, name: from.name }
  }
  const { word, quoted } = mentioned
  if (scope && NAME.test(word) && from.name !== undefined) return scope.lookup(word)
  if (word.startsWith('.')) {
    const module = scope?.resolve(word) ?? null
    return module === null ? null : from.name === undefined ? { module } : { module, name: from.name }
  }
  if (/[@/#:-]/.test(word)) return from.name === undefined ? { module: word } : { module: word, name: from.name }
  if (!NAME.test(word)) return from.name === undefined && quoted ? { module: word } : null
  if (from.name === undefined) return quoted && !/\p{Lu}/u.test(word) ? { module: word } : null
  // a plain lower-case word may as well be a package
  return /\p{Lu}|_|\$/u.test(word) ? { module: from.module, name: word } : null
}
