import type { SkimmedUses } from '../../core/dangling-skim.ts'

/*
 * Which members are read off namespaces, and which modules mocks name, by the look of the text alone. It may see more
 * than there is, and leaves the rest to the analysis.
 */

const CHAIN = /(?:!?\s*\??\.\s*[A-Za-z_$][\w$]*|!?\s*\[\s*["'][A-Za-z_$][\w$]*["']\s*\])+/y
const MOCK_MODULE =
  /\b(?:mock|doMock|unmock|doUnmock|dontMock|deepUnmock|setMock|requireActual|requireMock|importActual|importMock|createMockFromModule|unstable_mockModule|resolve)\s*(?:<[^;]{0,300}?>\s*)?\(\s*(?:import\s*\(\s*)?["'`]([^"'`\n]{1,300})["'`]/y
const MOCK_MEMBER =
  /\b(?:spyOn|replaceProperty|stub|spy)\s*\(\s*([A-Za-z_$][\w$]*(?:\.[\w$]+)*)\s*,\s*["'`]([\w$]+)["'`]/g
/** What every word of these calls has in it: searching plainly for that is a hundred times faster. */
const MODULE_WORDS = ['mock', 'Mock', 'Actual', 'resolve']
const MEMBER_WORDS = ['spy', 'stub', 'replaceProperty']

const PROSE = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))|"(?:\\.|[^"\\\n]+)*"?|'(?:\\.|[^'\\\n]+)*'?/g

/** The text without comments, which speak of much that is not there. */
export const withoutTypeScriptProse = (text: string): string =>
  text.replace(PROSE, (found) => (found.startsWith('/') ? ' ' : found))

const SPACE = 32
const EXCLAMATION = 33
const DOLLAR = 36
const OPEN = 40
const CLOSE = 41
const COMMA = 44
const EQUALS = 61

const isNamePart = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  code === 36 ||
  code > 127

export interface TypeScriptUses extends SkimmedUses {
  /** One of the names may get another name: `m = ns`. */
  readonly renames: boolean
}

/** @param locals names that denote modules. */
export function skimTypeScriptUses(text: string, locals: ReadonlySet<string>, mayMock: boolean): TypeScriptUses {
  let renames = false
  const chains = new Set<string>()
  for (const local of locals) {
    for (let at = text.indexOf(local); at !== -1; at = text.indexOf(local, at + local.length)) {
      const nameEnd = at + local.length
      if (isNamePart(text.charCodeAt(nameEnd)) || (at > 0 && isBeforeName(text, at))) continue
      renames ||= isAssigned(text, at)
      CHAIN.lastIndex = behindGroup(text, at, nameEnd)
      const rest = CHAIN.exec(text)?.[0]
      if (rest !== undefined && isInSpecifier(text, at, CHAIN.lastIndex)) continue
      if (rest !== undefined) chains.add(local + rest.replace(/[\s?!]+/g, '').replace(/\[["']([\w$]+)["']\]/g, '.$1'))
      else addPicks(text, at, local, chains)
    }
  }
  const modules = new Set<string>()
  if (mayMock) {
    addMocked(text, modules)
    if (locals.size > 0 && MEMBER_WORDS.some((word) => text.includes(word)))
      for (const match of text.matchAll(MOCK_MEMBER))
        if (locals.has((match[1] ?? '').split('.', 1)[0] ?? '')) chains.add(`${match[1]}.${match[2]}`)
  }
  return { chains, paths: new Set(), modules, renames }
}

/** Behind the parentheses that hold nothing but the name: `(ns).x`, `(ns!).x`. */
function behindGroup(text: string, start: number, end: number): number {
  if (text.charCodeAt(start - 1) !== OPEN) return end
  const at = text.charCodeAt(end) === EXCLAMATION ? end + 1 : end
  return text.charCodeAt(at) === CLOSE ? at + 1 : end
}

/** `= ns`, `=ns`. */
const isAssigned = (text: string, at: number): boolean =>
  text.charCodeAt(text.charCodeAt(at - 1) === SPACE ? at - 2 : at - 1) === EQUALS

/** The modules that mocks name. */
function addMocked(text: string, modules: Set<string>): void {
  for (const word of MODULE_WORDS)
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
      let start = at
      while (start > 0 && isNamePart(text.charCodeAt(start - 1)) && text.charCodeAt(start - 1) !== DOLLAR) start--
      MOCK_MODULE.lastIndex = start
      const specifier = MOCK_MODULE.exec(text)?.[1]
      if (specifier !== undefined) modules.add(specifier)
    }
}

/** A part of a longer name, or a member; `...ns` is neither. */
function isBeforeName(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1)
  return isNamePart(code) || (code === 46 && text.charCodeAt(at - 2) !== 46)
}

/** The `ns.ts` of `'./ns.ts'`: no expression stands between a slash and a quote. */
const isInSpecifier = (text: string, start: number, end: number): boolean =>
  text.charCodeAt(start - 1) === 47 && (text.charCodeAt(end) === 39 || text.charCodeAt(end) === 34)

/** What follows a pattern, up to what it is given. */
const PATTERN_END = /\}(?:\s*:[^=;{}]{1,80})?\s*=\s*(?:await\s+)?$/
const KEY = /^\s*(?:([A-Za-z_$][\w$]*)|["']([\w$]+)["'])/
const LONGEST_PATTERN = 600

/** `const { a, b: c, d: { e } } = ns` */
function addPicks(text: string, at: number, local: string, chains: Set<string>): void {
  const before = text.slice(Math.max(0, at - LONGEST_PATTERN), at)
  const end = PATTERN_END.exec(before)?.index ?? -1
  let start = end
  for (let depth = 1; depth > 0 && start > 0; ) depth -= bracketStep(before.charCodeAt(--start))
  if (start >= 0) addPattern(before.slice(start + 1, end), local, chains)
}

function addPattern(pattern: string, chain: string, chains: Set<string>): void {
  let start = 0
  let depth = 0
  for (let at = 0; at <= pattern.length; at++) {
    depth += bracketStep(pattern.charCodeAt(at))
    if (at < pattern.length && (depth > 0 || pattern.charCodeAt(at) !== COMMA)) continue
    const item = pattern.slice(start, at)
    start = at + 1
    const key = KEY.exec(item)
    if (!key) continue
    const member = `${chain}.${key[1] ?? key[2]}`
    chains.add(member)
    const inner = /^\s*:\s*\{(.*)\}/s.exec(item.slice(key[0].length))
    if (inner) addPattern(inner[1] ?? '', member, chains)
  }
}

/** 1 for an opening bracket, -1 for a closing one. */
const bracketStep = (code: number): number =>
  code === 123 || code === OPEN || code === 91 ? 1 : code === 125 || code === CLOSE || code === 93 ? -1 : 0
