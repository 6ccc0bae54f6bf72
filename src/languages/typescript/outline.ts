import {
  type Outline,
  type OutlineImport,
  outlineNames,
  outlineOfFacts,
  outlineWhole,
  type PassedName,
} from '../../core/dangling-outline.ts'
import type { Span } from '../../core/span.ts'
import { mayMock, type SkimmedOutline } from '../../core/dangling-skim.ts'
import { analyzeTypeScript } from './analyze/analyze.ts'
import { isJavaScript } from './analyze/parse.ts'
import { isClosedCommonJs } from './closed-commonjs.ts'
import { scanTypeScriptSurface } from './scan-surface.ts'
import { skimTypeScriptUses } from './skim-uses.ts'

const COMMONJS = /\bmodule\.exports\b|\bexports\.[\w$]+\s*=|\bdefinePropert(?:y|ies)\(\s*exports\b|\bexports\[/
const MODULE_SYNTAX = /^[^\S\n\r\u2028\u2029]*(?:import|export)\b/m

/**
 * CommonJS exports in a file that also has import or export statements, and scripts: whoever takes `default` from a
 * JavaScript file without module syntax gets `module.exports`, whatever it is.
 */
export function publishesBeyond(path: string, text: string): boolean {
  if (COMMONJS.test(text)) return MODULE_SYNTAX.test(text) || !isClosedCommonJs(text)
  return /\.c?jsx?$/.test(path) && !MODULE_SYNTAX.test(text)
}

const AMBIENT = /\bdeclare\s+module\s+(?:"([^"\n]+)"|'([^'\n]+)')/g

/** The surface scan as an outline: what a tree of files is checked by before anything is parsed. */
export function outlineTypeScript(path: string, text: string): Outline {
  const surface = scanTypeScriptSurface(path, text, true)
  const imports: OutlineImport[] = []
  const stars: string[] = []
  const passed = new Map<string, PassedName>()
  /** What imports bind, where it is not published as it is. */
  const bound = new Map<string, PassedName>()
  for (const { kind, specifier, specifierSpan, names, taken: followed, atModuleLevel } of surface.imports) {
    // What is taken in an unusual way only the analysis follows; what packages offer concerns nobody.
    const isFollowed = (kind === 'dynamic-import' || kind === 'require') && !isPackage(specifier)
    if (isFollowed && followed === null)
      return outlineOfFacts(analyzeTypeScript(path, text), publishesBeyond(path, text))
    let whole = isFollowed ? (assignedTo(text, specifierSpan) ?? handedTo(text, specifierSpan)) : null
    for (const { imported, local, exportedAs } of names) {
      const origin = { specifier, name: imported === '*' ? null : imported }
      if (local !== null) {
        if (imported === '*') whole = local
        if (surface.renamed.size > 0) bound.set(local, origin)
        if (imported !== local && surface.exports.has(local)) passed.set(local, origin)
      } else if (kind === 're-export' && atModuleLevel) {
        if (exportedAs === null) stars.push(specifier)
        else if (imported !== exportedAs) passed.set(exportedAs, origin)
      }
    }
    const taken =
      isFollowed && followed
        ? { names: followed, locals: followed.map(() => '') }
        : outlineNames(names.filter(({ imported }) => imported !== '*'))
    imports.push({ specifier, ...taken, ...(whole === null ? {} : outlineWhole(whole, specifier)) })
  }
  for (const [name, original] of surface.renamed) {
    const origin = bound.get(original)
    if (origin) passed.set(name, origin)
  }
  const outline: Outline = {
    imports,
    names: surface.exports,
    stars,
    ...(passed.size === 0 ? {} : { passed }),
    publicNames: null,
    publicOpen: false,
    dynamic: surface.dynamic,
    isLoose: surface.isLoose,
    ...(surface.asksRequire && text.includes('require.resolve(') ? { namesModules: true } : {}),
    // Nothing is declared in JavaScript.
    ambient:
      !isJavaScript(path) && text.includes('declare module')
        ? Array.from(text.matchAll(AMBIENT), (match) => match[1] ?? match[2] ?? '')
        : [],
  }
  const skimmed = skim(path, text, outline)
  return skimmed === null ? outline : { ...outline, skimmed }
}

/** Of a package it depends on the tree whether it is one of its own: most are not, and their names are not looked for. */
function skim(path: string, text: string, outline: Outline): SkimmedOutline | null {
  const locals = new Set<string>()
  for (const { whole } of outline.imports) if (whole && !isPackage(whole.denotes)) locals.add(whole.local)
  const { chains, modules, renames } = skimTypeScriptUses(text, locals, mayMock(path, outline))
  if (renames) return null
  const found = { locals: [...locals], chains: [...chains], modules: [...modules] }
  return { ...found, paths: [], aliases: [], stores: [], replaced: [], isPlain: false }
}

/** `const m = require('m')`, `const m = await import('m')`: the name of the whole. */
function assignedTo(text: string, { start, end }: Span): string | null {
  if (!/^["'`]\s*\)(?!\s*[.[(?!])/.test(text.slice(end, end + 24))) return null
  return ASSIGNED.exec(text.slice(Math.max(0, start - 160), start))?.[1] ?? null
}

const ASSIGNED =
  /\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::[^=;]{1,60})?=\s*(?:require|await\s+import)\s*\(\s*["'`]$/

/** `import('m').then((m) => …)`, `….then(function (m) {…})`: the name of the whole. */
function handedTo(text: string, { end }: Span): string | null {
  const found = HANDED.exec(text.slice(end, end + 400))
  return found?.[1] ?? found?.[2] ?? null
}

const HANDED =
  /^["'`]\s*\)\s*\.\s*then\s*\(\s*(?:async\b\s*)?(?:\(?\s*([A-Za-z_$][\w$]*)\s*(?::[^()=]{0,200})?\)?\s*=>|function\b\s*[\w$]*\s*\(\s*([A-Za-z_$][\w$]*))/

const isPackage = (specifier: string): boolean =>
  /^(?:node:|@?[a-z0-9][\w.-]*(?:\/|$))/.test(specifier) && !specifier.startsWith('@/')
