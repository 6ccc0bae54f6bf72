import type { ImportFact, ModuleFacts } from '../../core/facts.ts'
import { analyzeTypeScript } from './analyze/analyze.ts'
import { allowsJsx, isDeclarationFile, isJavaScript } from './analyze/parse.ts'
import { readSurface } from './analyze/surface-reader.ts'
import type { SurfaceImport, TypeScriptSurface } from './surface.ts'

/*
 * The outside of a file — what it imports and what it exports — read from its tokens, without a syntax tree: for
 * questions that concern every file of a repository. Where tokens leave a doubt (a `/` that may divide or begin a
 * regular expression, destructuring exports, CommonJS exports) the file is analysed after all, so the answer is the
 * same either way.
 */

const SPEAKS = /\b(?:import|export|exports|require)\b/

const TYPEDEF = /@(?:typedef|callback)\b/

/**
 * @param path for the dialect.
 * @param mayBeLoose whether a loose answer will do.
 */
export function scanTypeScriptSurface(path: string, text: string, mayBeLoose = false): TypeScriptSurface {
  if (!SPEAKS.test(text))
    return {
      imports: [],
      exports: new Set(),
      renamed: new Map(),
      dynamic: false,
      isLoose: false,
      asksRequire: false,
      analyzed: false,
    }
  // JSDoc types of JavaScript are exported.
  if (!(isJavaScript(path) && TYPEDEF.test(text))) {
    const surface = readSurface(text, allowsJsx(path), isDeclarationFile(path))
    if (surface && (mayBeLoose || !surface.isLoose)) return surface
  }
  return surfaceOfFacts(analyzeTypeScript(path, text))
}

const KINDS: Partial<Record<ImportFact['kind'], SurfaceImport['kind']>> = {
  import: 'import',
  're-export': 're-export',
  'import-equals': 'import-equals',
  require: 'require',
  'dynamic-import': 'dynamic-import',
  'import-type': 'dynamic-import',
}

function renamedExports({ exports, bindings }: ModuleFacts): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>()
  for (const { name, target } of exports) {
    const binding = target.type === 'binding' ? bindings[target.binding] : undefined
    const alias = binding?.aliasOf
    const original = alias?.binding != null && alias.members.length === 0 ? bindings[alias.binding] : binding
    if (original && original.name !== name) renamed.set(name, original.name)
  }
  return renamed
}

/** What the analysis of a file says of its outside. */
export function surfaceOfFacts(facts: ModuleFacts): TypeScriptSurface {
  const imports = facts.imports.flatMap((fact): SurfaceImport[] => {
    const kind = KINDS[fact.kind]
    if (!kind) return []
    const isStatic = kind !== 'require' && kind !== 'dynamic-import'
    const names = isStatic ? fact.names : fact.names.filter((name) => name.shape === 'star')
    return [
      {
        kind,
        specifier: fact.specifier,
        specifierSpan: fact.specifierSpan,
        names: names.map((name) => ({
          imported: name.imported,
          importedSpan: name.shape === 'named' ? name.importedSpan : null,
          local: name.localName,
          exportedAs: name.exportedAs,
          typeOnly: name.typeOnly,
        })),
        taken: isStatic ? [] : fact.names.filter((name) => name.shape === 'named').map((name) => name.imported),
        typeOnly: kind === 'dynamic-import' ? false : fact.typeOnly,
        atModuleLevel: isStatic && facts.scopes[fact.place.scope]?.parent == null,
      },
    ]
  })
  return {
    imports,
    exports: new Set(facts.exports.map((item) => item.name)),
    renamed: renamedExports(facts),
    dynamic: facts.dynamicExports || facts.problem !== null,
    isLoose: false,
    asksRequire: true,
    analyzed: true,
  }
}
