import type { SkimmedUses } from '../../core/dangling-skim.ts'

/*
 * Which members are read off names, and which dotted paths strings hand to mocks, by the look of the text alone. It may
 * see more than there is (a comment, a shadowed name), and leaves the rest to the analysis.
 */

/** No space inside: `mod. The` is prose. Nor is `mod.py` code. */
const CHAIN = /(?!\.py\b(?!\.))(?:\.[A-Za-z_]\w*)+/y
const MOCK_TARGET = /\b(?:patch(?:\.(?:multiple|dict))?|setattr|delattr)\(\s*["']([A-Za-z_][\w.]*)["']/g
const MOCK_MEMBER = /\b(?:object|setattr|delattr|spy)\(\s*([A-Za-z_]\w*(?:\.\w+)*)\s*,\s*["'](\w+)["']/g
const MODULE_CALL = /\b(?:import_module|__import__)\(\s*(?:name\s*=\s*)?["']([\w.]+)["']/g

const PROSE =
  /#[^\n]*|(?:"""|''')(?:[^\\]|\\[\s\S])*?(?:"""|'''|$(?![\s\S]))|"(?:\\.|[^"\\\n]+)*"?|'(?:\\.|[^'\\\n]+)*'?/g

/** The text without comments and strings of several lines, which speak of much that is not there. */
export const withoutPythonProse = (text: string): string =>
  text.replace(PROSE, (found) =>
    found.startsWith('#') || found.startsWith('"""') || found.startsWith("'''") ? ' ' : found,
  )

const isNamePart = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  code === 46 ||
  code > 127

/** @param locals names that denote modules. */
export function skimPythonUses(text: string, locals: ReadonlySet<string>, mayMock: boolean): SkimmedUses {
  const chains = new Set<string>()
  for (const local of locals) {
    for (let at = text.indexOf(local); at !== -1; at = text.indexOf(local, at + local.length)) {
      const end = at + local.length
      if (text.charCodeAt(end) !== 46 || (at > 0 && isNamePart(text.charCodeAt(at - 1)))) continue
      CHAIN.lastIndex = end
      const rest = CHAIN.exec(text)?.[0]
      if (rest !== undefined) chains.add(local + rest)
    }
  }
  const paths = new Set<string>()
  const modules = new Set<string>()
  if (mayMock) {
    for (const match of text.matchAll(MOCK_TARGET)) paths.add(match[1] ?? '')
    for (const match of text.matchAll(MOCK_MEMBER))
      if (locals.has((match[1] ?? '').split('.', 1)[0] ?? '')) chains.add(`${match[1]}.${match[2]}`)
    for (const match of text.matchAll(MODULE_CALL)) modules.add(match[1] ?? '')
  }
  return { chains, paths, modules }
}
