import type { Binding } from '../core/facts.ts'
import { decode } from '../core/decode.ts'
import type { Outline } from '../core/dangling-outline.ts'
import { sameModule } from '../core/providers.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import { importOrigins, linkOfName } from '../core/module-graph.ts'
import type { Source } from '../core/source.ts'
import type { Engine } from './engine.ts'

export interface DoubtWorld {
  readonly source: Source
  readonly engine: Engine
  readonly paths: () => readonly string[]
  readonly outlineOf: (path: string) => Outline | null
  /** What a module's attribute is. */
  readonly moduleOf: (module: ModuleAddress, name: string) => ModuleAddress | null
}

/** What other files do to a module, as the object that it is. */
interface Treatment {
  /** Attribute → a file that sets it. */
  readonly stores: ReadonlyMap<string, string>
  /** A file that sets attributes by computed names. */
  readonly computed: string | null
  /** A file that hands the module to somebody else. */
  readonly escapes: string | null
}

/** Functions that only look at a module they are given, or touch the one attribute they name. */
const HARMLESS =
  /(?:^|\.)(?:getattr|hasattr|isinstance|issubclass|id|str|repr|type|dir|print|len|bool|reload|callable|object|setattr|delattr|spy|getsource|getsourcefile|getfile|getmembers|getdoc|getmodule|ismodule|iter_modules|walk_packages|import_module|files|exists|spyOn|keys|entries|values)$/

/**
 * Why a module may have an attribute that its file does not tell of: others set it. Asked only of what is missing, so the
 * modules that import it are analysed.
 */
export function createModuleDoubts(
  world: DoubtWorld,
): (module: ModuleAddress, name: string, ofMember: boolean) => string | null {
  const known = new Map<string, Treatment>()
  const treatmentOf = (module: ModuleAddress): Treatment => {
    const key = module.path ?? module.key
    const found = known.get(key) ?? treat(module, world)
    known.set(key, found)
    return found
  }
  return (module, name, ofMember) => {
    // The namespace of an ES module cannot be changed from outside.
    if (module.language === 'typescript' && !/\.c?jsx?$/.test(module.path ?? '')) return null
    const { stores, computed, escapes } = treatmentOf(module)
    const setter = stores.get(name)
    if (setter !== undefined) return `${setter} sets it`
    if (computed !== null) return `${computed} sets attributes of the module by computed names`
    return ofMember && escapes !== null ? `${escapes} hands the module on` : null
  }
}

function treat(module: ModuleAddress, { source, engine, paths, outlineOf, moduleOf }: DoubtWorld): Treatment {
  const stores = new Map<string, string>()
  let computed: string | null = null
  let escapes: string | null = null
  const { resolver } = engine
  for (const path of paths()) {
    if (path === module.path || path.endsWith('.pyi') || !mayDenote(path, module, outlineOf(path), engine)) continue
    const bytes = source.read(path)
    const text = bytes === null ? null : decode(path, bytes).text
    if (text === null) continue
    const facts = engine.language.analyze(path, text)
    for (const [id, imports] of importOrigins(facts)) {
      const binding = facts.bindings[id]
      if (!binding) continue
      for (const { fact, name } of imports) {
        const link = linkOfName(fact, name, path, resolver)
        let depth = -1
        let at: ModuleAddress | null = link.module
        for (const part of link.names) at = at && moduleOf(at, part)
        if (at && sameModule(at, module)) depth = 0
        else if (at && module.key.startsWith(`${at.key}.`))
          depth = module.key.slice(at.key.length + 1).split('.').length
        if (depth < 0) continue
        const below = depth === 0 || at === null ? [] : module.key.slice(at.key.length + 1).split('.')
        const found = treatBinding(binding, below, text)
        for (const attribute of found.stores) stores.set(attribute, path)
        if (found.computed) computed ??= path
        if (found.escapes) escapes ??= path
      }
    }
  }
  return { stores, computed, escapes }
}

/** Whether the imports of a file may make a name for the module. */
function mayDenote(path: string, module: ModuleAddress, outline: Outline | null, { resolver }: Engine): boolean {
  const last = module.key.slice(module.key.search(/[^./]*$/))
  return (outline?.imports ?? []).some(({ specifier, names, whole }) => {
    if (names.includes(last)) return true
    if (!whole) return false
    const target = resolver.resolve(specifier, path)
    return (
      sameModule(target, module) ||
      (module.language === 'python' &&
        (target.key.startsWith(`${module.key}.`) || module.key.startsWith(`${target.key}.`)))
    )
  })
}

function treatBinding(
  { references }: Binding,
  below: readonly string[],
  text: string,
): { readonly stores: readonly string[]; readonly computed: boolean; readonly escapes: boolean } {
  const stores: string[] = []
  let computed = false
  let escapes = false
  for (const { span, members, medium, picks, role } of references) {
    if (medium !== 'code' || role === 'declaration' || below.some((name, at) => members[at]?.name !== name)) continue
    const next = members[below.length]
    if (next) {
      if (next.name === '__dict__') computed = true
      else if (
        members.length === below.length + 1 &&
        /^[ \t]*(?::[^=\n]{1,200})?=(?!=)/.test(text.slice(next.span.end, next.span.end + 220))
      )
        stores.push(next.name)
      continue
    }
    if (picks.length > 0) continue
    const end = members.at(-1)?.span.end ?? span.end
    const call = /([\w$.]*)\s*\(\s*$/.exec(text.slice(Math.max(0, span.start - 80), span.start))
    const after = text.slice(end, end + 120)
    if (/(?:^|\.)(?:setattr|defineProperty|assign|defineProperties)$/.test(call?.[1] ?? '')) {
      const literal = /^\s*,\s*["'](\w+)["']/.exec(after)
      if (literal) stores.push(literal[1] ?? '')
      else computed = true
    } else if (/(?:^|\.)vars$/.test(call?.[1] ?? '')) computed = true
    else if (
      call === null
        ? /^\s*[,)\]}]/.test(after) || /[=(,[{:]\s*$/.test(text.slice(Math.max(0, span.start - 20), span.start))
        : !HARMLESS.test(call[1] ?? '')
    )
      escapes = true
  }
  return { stores, computed, escapes }
}
