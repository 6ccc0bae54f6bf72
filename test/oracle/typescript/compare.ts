import type { ImportFact, ModuleFacts } from '../../../src/core/facts.ts'
import { analyzeTypeScript } from '../../../src/languages/typescript/analyze/analyze.ts'
import { scanTypeScriptSurface, surfaceOfFacts } from '../../../src/languages/typescript/scan-surface.ts'
import type { TypeScriptSurface } from '../../../src/languages/typescript/surface.ts'
import { findUnsound } from '../../languages/typescript/facts-text.ts'
import { askChecker } from './checker.ts'

export interface Comparison {
  readonly path: string
  readonly references: number
  readonly imports: number
  readonly differences: readonly string[]
  /** Both agree that the file does not parse, or TypeScript alone objects. */
  readonly broken: boolean
}

/** What the scan leaves to the analysis of the names that a call takes is not compared. */
const withoutUnread = (surface: TypeScriptSurface, scanned: TypeScriptSurface): TypeScriptSurface => ({
  ...surface,
  imports: surface.imports.map((fact, at) => (scanned.imports[at]?.taken === null ? { ...fact, taken: null } : fact)),
})

/** Compare what repoint and TypeScript's checker say of a file. */
export function compareFile(path: string, text: string): Comparison {
  const theirs = askChecker(path, text)
  const facts = analyzeTypeScript(path, text)
  if (theirs.broken) return { path, references: 0, imports: 0, differences: [], broken: true }
  if (facts.problem) {
    return { path, references: 0, imports: 0, differences: [`does not parse: ${facts.problem.message}`], broken: false }
  }
  const differences: string[] = findUnsound(facts, text).map((wrong) => `${path} ${wrong}`)
  const scanned = scanTypeScriptSurface(path, text)
  if (!scanned.analyzed && surfaceText(scanned) !== surfaceText(withoutUnread(surfaceOfFacts(facts), scanned)))
    differences.push(`${path} surface by tokens`)
  const ours = referencesOf(facts)
  const where = (offset: number): string => `${path}:${text.slice(0, offset).split('\n').length} (${offset})`
  for (const [offset, { name, declarations }] of theirs.references) {
    const mine = ours.get(offset)
    if (!mine) {
      if (name === 'this') continue
      if (declarations.length > 0 || !IMPLICIT.has(name))
        differences.push(`${where(offset)} ${name}: not seen; checker ${declarations.join()}`)
      continue
    }
    const known = [...mine].sort((a, b) => a - b)
    const same = known.length === 0 ? declarations.length === 0 : known.every((one) => declarations.includes(one))
    const whole = known.length === declarations.length || isMerge(facts, known)
    if ((!same || !whole) && !isQuirk(path, name) && !isHoistedRequire(path, facts, known, declarations))
      differences.push(
        `${where(offset)} ${name}: ${known.join() || 'unbound'}; checker ${declarations.join() || 'unbound'}`,
      )
  }
  for (const offset of ours.keys()) {
    if (!theirs.references.has(offset))
      differences.push(`${where(offset)} ${text.slice(offset, offset + 20)}: no reference to the checker`)
  }
  const mineImports = importsOf(facts)
  for (const line of theirs.imports) if (!mineImports.includes(line)) differences.push(`${path} misses ${line}`)
  for (const line of mineImports) if (!theirs.imports.includes(line)) differences.push(`${path} invents ${line}`)
  return { path, references: theirs.references.size, imports: theirs.imports.length, differences, broken: false }
}

/**
 * The checker reads CommonJS into any JavaScript: it takes parameters named `exports` and `module` (UMD wrappers) for
 * those of the file.
 */
function isQuirk(path: string, name: string): boolean {
  return /\.[mc]?jsx?$/.test(path) && (name === 'exports' || name === 'module' || name === 'require')
}

/**
 * The checker declares `const x = require('m')` of a JavaScript file in the enclosing function, though `const` binds in
 * its block: with two blocks that do so, it takes the first for both.
 */
function isHoistedRequire(
  path: string,
  facts: ModuleFacts,
  ours: readonly number[],
  theirs: readonly number[],
): boolean {
  if (!/\.[mc]?jsx?$/.test(path)) return false
  const required = new Set(
    facts.imports
      .filter((fact) => fact.kind === 'require')
      .flatMap((fact) => fact.names.map((name) => name.localSpan?.start)),
  )
  return [...ours, ...theirs].every((start) => required.has(start))
}

const IMPLICIT = new Set(['arguments', 'const'])

function surfaceText({ imports, exports, dynamic }: TypeScriptSurface): string {
  return JSON.stringify({ imports, exports: [...exports].sort(), dynamic })
}

/**
 * Declarations of one name that do not merge, in one scope: an import and a local declaration, an exported and a local
 * one. Two bindings here; the checker lists both declarations though only one has the meaning asked for.
 */
function isMerge(facts: ModuleFacts, declarations: readonly number[]): boolean {
  const binding = facts.bindings.find((one) => one.declarations.some((span) => span.start === declarations[0]))
  return facts.bindings.some(
    (other) => other !== binding && other.name === binding?.name && other.scope === binding.scope,
  )
}

function referencesOf(facts: ModuleFacts): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>()
  for (const { references } of facts.unresolved)
    for (const { span, medium } of references) if (medium === 'code') found.set(span.start, new Set())
  for (const { declarations, references } of facts.bindings) {
    for (const { span, medium } of references) {
      if (medium !== 'code') continue
      const known = found.get(span.start) ?? new Set()
      for (const declaration of declarations) known.add(declaration.start)
      found.set(span.start, known)
    }
  }
  return found
}

const COMPARED = new Set([
  'import',
  're-export',
  'import-equals',
  'import-type',
  'module-augmentation',
  'dynamic-import',
])

function importsOf(facts: ModuleFacts): string[] {
  return facts.imports.filter((fact) => COMPARED.has(fact.kind)).map(describe)
}

function describe(fact: ImportFact): string {
  const head = `${fact.kind} ${fact.specifier}@${fact.specifierSpan.start}`
  if (fact.kind === 'import-type' || fact.kind === 'module-augmentation' || fact.kind === 'dynamic-import') return head
  const names = fact.names.map((name) => {
    const type = name.typeOnly ? 'type ' : ''
    const given = name.localName ?? name.exportedAs
    return given === null ? `${type}${name.imported}` : `${type}${name.imported} as ${given}`
  })
  return `${head} ${names.join(', ')}`
}
