import type { SkimmedOutline } from '../../core/dangling-skim.ts'
import { readMocks } from './mock-targets.ts'
import { readListed, readReplaced, readSetattr } from './module-stores.ts'
import type { ProseSpans } from './prose-spans.ts'

/*
 * What a file does with names beside importing them, by the look of its text: dots and equals signs are looked for, and
 * what stands around them. It may see more than there is (a string, a shadowed name), and leaves the rest to the analysis.
 */

const DOT = 46
const COLON = 58
const EQUAL = 61
const UNDERSCORE = 95

/**
 * @param imported names that imports bind.
 * @param mayMock also look for the targets of mocks and for calls that import.
 */
export function readUses(
  text: string,
  prose: ProseSpans,
  imported: Iterable<string>,
  mayMock: boolean,
): SkimmedOutline {
  const locals = new Locals(imported)
  const aliases = readAliases(text, prose, locals)
  const chains = new Set<string>()
  const stores = new Set<string>()
  const proseEnd = prose.follow()
  let next = 0
  for (let dot = text.indexOf('.'); dot !== -1; dot = text.indexOf('.', next)) {
    next = dot + 1
    const listed = text.charCodeAt(next) === UNDERSCORE ? readListed(text, dot) : null
    if (listed !== null) stores.add(listed)
    if (!isWordStart(text.charCodeAt(next)) || !isWordPart(text.charCodeAt(dot - 1))) continue
    const start = wordStart(text, dot)
    const end = wordEnd(text, next)
    // Also what is set in a text that may be run.
    if (isStored(text, end) && !isInstance(text, start, dot)) stores.add(text.slice(start, end))
    if (!locals.hasAt(text, start, dot) || text.charCodeAt(start - 1) === DOT || proseEnd(dot) !== -1) continue
    const chainEnd = endOfChain(text, end)
    // `mod.py` is a file.
    if (chainEnd > end || !isPy(text, next, end)) chains.add(text.slice(start, chainEnd))
  }
  for (const store of readSetattr(text)) stores.add(store)
  const paths = new Set<string>()
  const modules = new Set<string>()
  if (mayMock)
    readMocks(text, prose, {
      path: (path) => paths.add(path),
      member: (base, name) => locals.has(base.split('.', 1)[0] ?? '') && chains.add(`${base}.${name}`),
      module: (module) => modules.add(module),
    })
  return {
    locals: null,
    chains: [...chains],
    paths: [...paths],
    modules: [...modules],
    aliases,
    stores: [...stores],
    replaced: readReplaced(text),
    isPlain: true,
  }
}

/** `m = pkg.mod`: names for names, each followed by what it is given. They count as locals from there on. */
function readAliases(text: string, prose: ProseSpans, locals: Locals): string[] {
  const aliases: string[] = []
  const proseEnd = prose.follow()
  let next = 0
  for (let equal = text.indexOf('='); equal !== -1; equal = text.indexOf('=', next)) {
    next = equal + 1
    const from = skipSpaces(text, next)
    if (!isWordStart(text.charCodeAt(from))) continue
    const headEnd = wordEnd(text, from)
    if (!locals.hasAt(text, from, headEnd)) continue
    const end = endOfChain(text, headEnd)
    if (!endsLine(text.charCodeAt(skipSpaces(text, end)))) continue
    const aliasEnd = skipSpacesBack(text, equal)
    const start = wordStart(text, aliasEnd)
    if (start === aliasEnd || !beginsLine(text.charCodeAt(skipSpacesBack(text, start) - 1))) continue
    const alias = text.slice(start, aliasEnd)
    if (locals.has(alias) || proseEnd(equal) !== -1) continue
    aliases.push(alias, text.slice(from, end))
    locals.add(alias)
  }
  return aliases
}

/** Names that are looked up by where they stand: most words are told from them by their first letter and their length. */
class Locals {
  readonly #names = new Set<string>()
  /** By first letter, a bit for each length. */
  readonly #lengths = new Int32Array(128)
  #hasOthers = false

  constructor(names: Iterable<string>) {
    for (const name of names) this.add(name)
  }

  add(name: string): void {
    this.#names.add(name)
    const code = name.charCodeAt(0)
    // A letter beyond ASCII may be spelled in other ways; so may the length.
    if (code < 128) this.#lengths[code] = (this.#lengths[code] as number) | (1 << (name.length & 31))
    else this.#hasOthers = true
  }

  has(name: string): boolean {
    return this.#names.has(name)
  }

  hasAt(text: string, start: number, end: number): boolean {
    const code = text.charCodeAt(start)
    const isLikely =
      code < 128 ? ((this.#lengths[code] as number) & (1 << ((end - start) & 31))) !== 0 : this.#hasOthers
    return isLikely && this.#names.has(text.slice(start, end))
  }
}

/** `.a = …`, also with an annotation; from behind the name. */
function isStored(text: string, end: number): boolean {
  let at = skipSpaces(text, end)
  if (text.charCodeAt(at) === COLON) {
    const limit = at + 400
    for (let code = 0; at < limit && code !== EQUAL; ) {
      code = text.charCodeAt(++at)
      if (code === 10 || Number.isNaN(code)) return false
    }
  }
  return text.charCodeAt(at) === EQUAL && text.charCodeAt(at + 1) !== EQUAL
}

/** What methods call their object: no module is called so. */
const isInstance = (text: string, start: number, end: number): boolean =>
  (end - start === 4 && text.startsWith('self', start)) || (end - start === 3 && text.startsWith('cls', start))

const isPy = (text: string, start: number, end: number): boolean => end - start === 2 && text.startsWith('py', start)

/** Without spaces: `mod. The` is prose. */
function endOfChain(text: string, from: number): number {
  let end = from
  while (text.charCodeAt(end) === DOT && isWordStart(text.charCodeAt(end + 1))) end = wordEnd(text, end + 1)
  return end
}

const isWordStart = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95

const isWordPart = (code: number): boolean => isWordStart(code) || (code >= 48 && code <= 57) || code > 127

const isSpace = (code: number): boolean => code === 32 || code === 9

const endsLine = (code: number): boolean =>
  code === 10 || code === 13 || code === 35 || code === 59 || Number.isNaN(code)

const beginsLine = (code: number): boolean => code === 10 || code === 59 || Number.isNaN(code)

function wordStart(text: string, end: number): number {
  let at = end
  while (isWordPart(text.charCodeAt(at - 1))) at--
  return at
}

function wordEnd(text: string, from: number): number {
  let at = from
  while (isWordPart(text.charCodeAt(at))) at++
  return at
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

function skipSpacesBack(text: string, end: number): number {
  let at = end
  while (isSpace(text.charCodeAt(at - 1))) at--
  return at
}
