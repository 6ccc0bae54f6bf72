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
const DOLLAR = 36
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
      const end = at + local.length
      if (isNamePart(text.charCodeAt(end)) || (at > 0 && isBeforeName(text, at))) continue
      renames ||= isAssigned(text, at)
      CHAIN.lastIndex = end
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

/** `const { a, b: c } = ns` */
function addPicks(text: string, at: number, local: string, chains: Set<string>): void {
  const before = text.slice(Math.max(0, at - 600), at)
  const pattern = /\{([^{}]*)\}(?:\s*:[^=;{}]{1,80})?\s*=\s*(?:await\s+)?$/.exec(before)
  for (const item of pattern?.[1]?.split(',') ?? []) {
    const name = /^\s*([A-Za-z_$][\w$]*)/.exec(item)?.[1]
    if (name !== undefined) chains.add(`${local}.${name}`)
  }
}
