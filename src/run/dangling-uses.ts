import type { PublishedNames } from '../core/dangling-names.ts'
import type { Outline } from '../core/dangling-outline.ts'
import { mayAlias, mayMock, type SkimmedOutline, type SkimmedUses } from '../core/dangling-skim.ts'
import type { MissingMember, UseSuspicion } from '../core/dangling-use.ts'
import { decode } from '../core/decode.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Link } from '../core/module-graph.ts'
import type { Source } from '../core/source.ts'
import { isEmbedding } from '../languages/embedded/document.ts'
import { createModuleOf, type ModuleOf } from './dangling-sketched.ts'
import type { Engine } from './engine.ts'

/** What a file seems to use of modules that is not there. */
export interface SuspiciousUses extends UseSuspicion {
  /** Specifiers in mocks and in calls that import. */
  readonly modules: ReadonlySet<string>
}

export interface UseWorld {
  readonly source: Source
  readonly engine: Engine
  readonly names: PublishedNames
  readonly outlineOf: (path: string) => Outline | null
}

/**
 * Members read through names that denote modules, and modules named in strings. Only files whose imports make such a
 * name, or that may mock, are skimmed; only what the outlines cannot answer for is suspicious.
 */
export function findSuspiciousUses(
  paths: readonly string[],
  world: UseWorld,
): { readonly asked: number; readonly suspects: ReadonlyMap<string, SuspiciousUses> } {
  const { source, engine, names, outlineOf } = world
  const suspects = new Map<string, SuspiciousUses>()
  const { skimUses } = engine.language
  if (!skimUses) return { asked: 0, suspects }
  const moduleOf = createModuleOf(engine.resolver, outlineOf)
  const siftOf = { engine, names, moduleOf }
  const plans = new Map<string, Plan>()
  let asked = 0
  for (const path of paths) {
    const outline = outlineOf(path)
    if (!outline) continue
    const plan = { locals: localsOf(path, outline, engine, moduleOf), mayMock: mayMock(path, outline) }
    if (plan.locals.size === 0 && !plan.mayMock) continue
    const { skimmed } = outline
    const locals = followAliases(plan.locals, pairsOf(skimmed?.aliases ?? []), moduleOf)
    const seen = skimmed ? seenOf(skimmed, locals) : null
    const found = seen && sift(path, seen, locals, siftOf)
    if (seen === null || (found !== null && !skimmed?.isPlain)) plans.set(path, plan)
    else {
      asked += countUses(seen)
      if (found) suspects.set(path, found)
    }
  }
  source.readEach(
    [...plans.keys()],
    (path, bytes) => {
      const plan = plans.get(path)
      const text = decode(path, bytes).text
      const code = text !== null && isEmbedding(path) ? (engine.open(path, text)?.text ?? null) : text
      if (!plan || code === null) return
      const locals = withAliases(code, plan.locals, moduleOf)
      const skimmed = skimUses(code, new Set(locals.keys()), plan.mayMock)
      asked += countUses(skimmed)
      if (sift(path, skimmed, locals, siftOf) === null) return
      const plain = engine.language.withoutProse?.(code) ?? code
      const found = sift(path, skimUses(plain, new Set(locals.keys()), plan.mayMock), locals, siftOf)
      if (found) suspects.set(path, found)
    },
    () => {},
  )
  return { asked, suspects }
}

interface Plan {
  /** Names of the file that denote first-party modules. */
  readonly locals: ReadonlyMap<string, Link>
  readonly mayMock: boolean
}

const countUses = ({ chains, paths, modules }: SkimmedUses): number => chains.size + paths.size + modules.size

/** What was seen of the names while the file was outlined; null where there was more to look for. */
function seenOf(skimmed: SkimmedOutline, locals: ReadonlyMap<string, Link>): SkimmedUses | null {
  const known = skimmed.locals
  if (known !== null) for (const local of locals.keys()) if (!known.includes(local)) return null
  const chains = new Set<string>()
  if (locals.size > 0)
    for (const chain of skimmed.chains) if (locals.has(chain.slice(0, chain.indexOf('.')))) chains.add(chain)
  return { chains, paths: new Set(skimmed.paths), modules: new Set(skimmed.modules) }
}

/** `m = pkg.mod`, `const m = ns`: a name for a name. */
const ALIAS =
  /(?:^|[;\n])[ \t]*(?:(?:export\s+)?(?:const|let|var)\s+)?([A-Za-z_$][\w$]*)[ \t]*=[ \t]*([A-Za-z_$][\w$.]*)[ \t]*(?=[;\r\n#]|$)/g
const MOST_ALIASES = 64

/** The names, and those that the text seems to give the same modules. */
function withAliases(text: string, locals: ReadonlyMap<string, Link>, moduleOf: ModuleOf): ReadonlyMap<string, Link> {
  if (!mayAlias(text, locals.keys())) return locals
  return followAliases(
    locals,
    Array.from(text.matchAll(ALIAS), ([, alias = '', target = '']) => [alias, target]),
    moduleOf,
  )
}

const pairsOf = (flat: readonly string[]): (readonly [string, string])[] =>
  flat.flatMap((alias, at) => (at % 2 === 0 ? [[alias, flat[at + 1] ?? ''] as const] : []))

/** @param aliases each with what it is given, in the order they are written. */
function followAliases(
  locals: ReadonlyMap<string, Link>,
  aliases: readonly (readonly string[])[],
  moduleOf: ModuleOf,
): ReadonlyMap<string, Link> {
  if (aliases.length === 0) return locals
  const all = new Map(locals)
  for (const [alias = '', target = ''] of aliases) {
    const [head = '', ...members] = target.split('.')
    const link = alias === head || locals.has(alias) ? undefined : all.get(head)
    if (!link || all.size > locals.size + MOST_ALIASES) continue
    let module: ModuleAddress | null = link.module
    for (const name of [...link.names, ...members]) module = module && moduleOf(module, name)
    if (module?.firstParty) all.set(alias, { module: link.module, names: [...link.names, ...members] })
  }
  return all
}

/** Names of a file that denote first-party modules. */
function localsOf(path: string, outline: Outline, { resolver }: Engine, moduleOf: ModuleOf): Map<string, Link> {
  const locals = new Map<string, Link>()
  for (const { specifier, names, locals: called, whole } of outline.imports) {
    if (whole) {
      const module = resolver.resolve(whole.denotes, path)
      if (module.firstParty) locals.set(whole.local, { module, names: [] })
    }
    if (names.length === 0) continue
    const module = resolver.resolve(specifier, path)
    if (!module.firstParty) continue
    for (const [at, name] of names.entries()) {
      const local = called?.[at] ?? name
      if (local !== '' && moduleOf(module, name) !== null) locals.set(local, { module, names: [name] })
    }
  }
  return locals
}

function sift(
  path: string,
  skimmed: SkimmedUses,
  locals: ReadonlyMap<string, Link>,
  { engine: { resolver }, names, moduleOf }: { engine: Engine; names: PublishedNames; moduleOf: ModuleOf },
): SuspiciousUses | null {
  /** The first of the names that is missing. */
  const missingOf = (start: Link, members: readonly string[]): (MissingMember & { depth: number }) | null => {
    let { module } = start
    for (const [at, name] of [...start.names, ...members].entries()) {
      if (!module.firstParty) return null
      const depth = at + 1 - start.names.length
      if (depth > 0 && names.publishes(module, name) !== 'yes') return { module, name, depth }
      const next = moduleOf(module, name)
      if (next === null) return null
      module = next
    }
    return null
  }
  const chains = new Map<string, MissingMember>()
  for (const chain of skimmed.chains) {
    const [local = '', ...members] = chain.split('.')
    const link = locals.get(local)
    const missing = link ? missingOf(link, members) : null
    if (missing) chains.set([local, ...members.slice(0, missing.depth)].join('.'), missing)
  }
  const strings = new Map<string, MissingMember>()
  for (const text of skimmed.paths) {
    const [head = '', ...members] = text.split('.')
    const module = resolver.resolve(head, path)
    const missing = module.firstParty ? missingOf({ module, names: [] }, members) : null
    if (missing) strings.set(text, missing)
  }
  const modules = new Set<string>()
  for (const specifier of skimmed.modules) {
    const module = resolver.resolve(specifier, path)
    if (module.firstParty && module.path === null) modules.add(specifier)
  }
  return chains.size + strings.size + modules.size === 0 ? null : { chains, strings, modules }
}
