import { type Outline, type OutlineImport, outlineOfFacts } from '../../core/dangling-outline.ts'
import { analyzeTypeScript } from './analyze/analyze.ts'
import { scanTypeScriptSurface } from './scan-surface.ts'

const COMMONJS = /\bmodule\.exports\b|\bexports\.[\w$]+\s*=|\bdefinePropert(?:y|ies)\(\s*exports\b|\bexports\[/
const MODULE_SYNTAX = /^\s*(?:import|export)\b/m

/**
 * CommonJS exports in a file that also has import or export statements, and scripts: whoever takes `default` from a
 * JavaScript file without module syntax gets `module.exports`, whatever it is.
 */
export function publishesBeyond(path: string, text: string): boolean {
  return COMMONJS.test(text) || (/\.c?jsx?$/.test(path) && !MODULE_SYNTAX.test(text))
}

const AMBIENT = /\bdeclare\s+module\s+(?:"([^"\n]+)"|'([^'\n]+)')/g

/** The surface scan as an outline: what a tree of files is checked by before anything is parsed. */
export function outlineTypeScript(path: string, text: string): Outline {
  const surface = scanTypeScriptSurface(path, text, true)
  const imports: OutlineImport[] = []
  const stars: string[] = []
  for (const { kind, specifier, names, taken: followed, atModuleLevel } of surface.imports) {
    // What is taken in an unusual way only the analysis follows; what packages offer concerns nobody.
    const isFollowed = (kind === 'dynamic-import' || kind === 'require') && !isPackage(specifier)
    if (isFollowed && followed === null) return outlineOfFacts(analyzeTypeScript(path, text), publishesBeyond(path, text))
    const taken: string[] = isFollowed ? [...(followed ?? [])] : []
    for (const { imported, local, exportedAs } of names) {
      if (imported !== '*') taken.push(imported)
      else if (local === null && exportedAs === null && kind === 're-export' && atModuleLevel) stars.push(specifier)
    }
    imports.push({ specifier, names: taken })
  }
  return {
    imports,
    names: surface.exports,
    stars,
    publicNames: null,
    publicOpen: false,
    dynamic: surface.dynamic,
    isLoose: surface.isLoose,
    ambient: text.includes('declare module') ? Array.from(text.matchAll(AMBIENT), (match) => match[1] ?? match[2] ?? '') : [],
  }
}

const isPackage = (specifier: string): boolean => /^(?:node:|@?[a-z0-9][\w.-]*(?:\/|$))/.test(specifier) && !specifier.startsWith('@/')
