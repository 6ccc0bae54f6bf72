import type { SkimmedOutline } from './dangling-skim.ts'
import type { ImportFact, ModuleFacts } from './facts.ts'

/** A module a file imports and the names it takes from it. */
export interface OutlineImport {
  /** As written; see ImportFact. */
  readonly specifier: string
  /** Exported names; without `*`. */
  readonly names: readonly string[]
  /** What `names` are called in the file, one for one, '' where nothing is; absent: as they are. */
  readonly locals?: readonly string[]
  /** The module itself under a name: `import * as ns`, `import a.b as c`; Python `import a.b` binds `a`. */
  readonly whole?: { readonly local: string; readonly denotes: string }
}

/** Where a name that a module only passes on comes from. */
export interface PassedName {
  readonly specifier: string
  /** null: it is the module itself. */
  readonly name: string | null
}

/** A set of names, however it is held. */
export interface NameSet extends Iterable<string> {
  has(name: string): boolean
}

/**
 * What a file imports and publishes, without places: enough to tell whether an import can be in order. It is held for
 * every file of a tree at once, so it keeps neither spans nor the text.
 */
export interface Outline {
  readonly imports: readonly OutlineImport[]
  readonly names: NameSet
  /** Specifiers of `export * from` and of `from m import *`. */
  readonly stars: readonly string[]
  /** Published names that imports give under another name, or as modules: `export { a as b } from`, `export * as ns from`. */
  readonly passed?: Pick<ReadonlyMap<string, PassedName>, 'get'> & Iterable<readonly [string, PassedName]>
  /** What `import *` takes; null: the language's rule. */
  readonly publicNames: NameSet | null
  /** `__all__` is computed: `import *` may take any name, also one with an underscore. */
  readonly publicOpen: boolean
  /** It may publish more than is listed. */
  readonly dynamic: boolean
  /** Collections of the file that tell some of its names: whoever changes one changes them. Known of analyses alone. */
  readonly collections?: readonly string[]
  /** The names are candidates only, and imports may be too many: analysing the file tells. Absent: false. */
  readonly isLoose?: boolean
  /** Specifiers of `declare module "…"`: modules and names that exist by word alone. */
  readonly ambient: readonly string[]
  /** Calls may name modules in strings: `__import__("m")`, `require.resolve("m")`. */
  readonly namesModules?: boolean
  /** What the text uses of modules, as far as that was seen in passing; absent: the text has to be asked. */
  readonly skimmed?: SkimmedOutline | undefined
}

/** A file of another kind that loaders make a module of: it exists, and what it publishes is theirs to say. */
export const OPAQUE: Outline = {
  imports: [],
  names: new Set(),
  stars: [],
  publicNames: null,
  publicOpen: false,
  dynamic: true,
  ambient: [],
}

/** Ways of naming a module that fail, at run time or in the type checker, when it is gone. */
const IMPORTING: ReadonlySet<ImportFact['kind']> = new Set([
  'import',
  're-export',
  'require',
  'import-equals',
  'dynamic-import',
  'import-type',
])

export const isImporting = (fact: ImportFact): boolean => IMPORTING.has(fact.kind)

/** The outline that the whole analysis of a file gives. */
export function outlineOfFacts(facts: ModuleFacts, publishesBeyond = false): Outline {
  const names = new Set(facts.exports.map((item) => item.name))
  for (const lazy of facts.lazyExports) names.add(lazy.name)
  for (const name of facts.answers?.names ?? []) names.add(name)
  const imports: OutlineImport[] = []
  const stars: string[] = []
  const ambient: string[] = []
  for (const fact of facts.imports) {
    if (fact.kind === 'module-augmentation') ambient.push(fact.specifier)
    if (fact.names.some((name) => name.shape === 'star')) stars.push(fact.specifier)
    if (!isImporting(fact)) continue
    const named = fact.names
      .filter((name) => name.shape === 'named')
      .map(({ imported, localName }) => ({ imported, local: localName }))
    const whole = fact.names.find((name) => name.shape === 'namespace' && name.localName !== null)
    imports.push({
      specifier: fact.specifier,
      ...outlineNames(named),
      ...(whole ? outlineWhole(whole.localName ?? '', whole.denotes ?? fact.specifier) : {}),
    })
  }
  return {
    imports,
    names,
    stars,
    publicNames: facts.publicNames?.complete ? new Set(facts.publicNames.names) : null,
    publicOpen: facts.publicNames?.complete === false,
    dynamic: publishesBeyond || (facts.dynamicExports && !facts.answers) || facts.problem !== null,
    ...(facts.answers ? { collections: facts.answers.collections } : {}),
    ambient,
  }
}

export const outlineWhole = (local: string, denotes: string): Pick<OutlineImport, 'whole'> => ({
  whole: { local, denotes },
})

/** `locals` only where one differs. */
export function outlineNames(
  taken: readonly { readonly imported: string; readonly local: string | null }[],
): Pick<OutlineImport, 'names' | 'locals'> {
  const names = taken.map(({ imported }) => imported)
  return taken.every(({ imported, local }) => imported === local)
    ? { names }
    : { names, locals: taken.map(({ local }) => local ?? '') }
}
