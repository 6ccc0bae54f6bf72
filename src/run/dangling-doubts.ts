import type { Binding, ModuleFacts } from '../core/facts.ts'
import { FINE, type Judgement, undecided } from '../core/dangling-missing.ts'
import { decode } from '../core/decode.ts'
import type { Outline } from '../core/dangling-outline.ts'
import { sameModule } from '../core/providers.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import { importOrigins, linkOfName } from '../core/module-graph.ts'
import type { Source } from '../core/source.ts'
import type { IsOwnName, Language } from '../languages/language.ts'
import type { Engine } from './engine.ts'

export interface DoubtWorld {
  readonly source: Source
  readonly engine: Engine
  readonly paths: () => readonly string[]
  readonly outlineOf: (path: string) => Outline | null
  /** What a module's attribute is. */
  readonly moduleOf: (module: ModuleAddress, name: string) => ModuleAddress | null
}

/** What another file does to a module, as the object that it is. */
interface Treatment {
  readonly path: string
  /** Attributes that it sets. */
  readonly stores: ReadonlySet<string>
  /** It sets attributes by computed names. */
  readonly computed: boolean
  /** It hands the module to somebody else. */
  readonly escapes: boolean
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
): (module: ModuleAddress, name: string, ofMember: boolean) => Judgement | null {
  const known = new Map<string, Treatments>()
  const importersOf = createImporters(world)
  const treatmentsOf = (module: ModuleAddress): Treatments => {
    const key = module.path ?? module.key
    const found = known.get(key) ?? new Treatments(treat(module, importersOf, world))
    known.set(key, found)
    return found
  }
  /** `name: Type` without a value: somebody else is expected to set it. */
  const isDeclared = ({ path, language }: ModuleAddress, name: string): boolean => {
    const bytes = path === null || language !== 'python' ? null : world.source.read(path)
    const text = path === null || bytes === null ? null : decode(path, bytes).text
    return text !== null && new RegExp(`^${name}[ \\t]*:`, 'm').test(text)
  }
  return (module, name, ofMember) => {
    // The namespace of an ES module cannot be changed from outside.
    if (module.language === 'typescript' && !/\.c?jsx?$/.test(module.path ?? '')) return null
    const isExpected = isDeclared(module, name)
    const mayEscape = ofMember || module.language === 'typescript'
    let doubt: string | null = null
    for (const { path, stores, computed, escapes } of treatmentsOf(module)) {
      if (stores.has(name)) return isExpected ? FINE : undecided(`${path} sets it`)
      if (computed) doubt ??= `${path} sets attributes of the module by computed names`
      else if (mayEscape && escapes) doubt ??= `${path} hands the module on`
      // One doubt is enough, unless a file that sets the name would make it sure.
      if (doubt !== null && !isExpected) break
    }
    return doubt === null ? null : undecided(doubt)
  }
}

/** Files are looked into one after the other, as far as somebody asks. */
class Treatments implements Iterable<Treatment> {
  readonly #known: Treatment[] = []
  readonly #rest: Iterator<Treatment>

  constructor(rest: Iterator<Treatment>) {
    this.#rest = rest
  }

  *[Symbol.iterator](): Generator<Treatment> {
    for (let at = 0; ; at++) {
      if (at === this.#known.length) {
        const next = this.#rest.next()
        if (next.done) return
        this.#known.push(next.value)
      }
      yield this.#known[at] as Treatment
    }
  }
}

function* treat(
  module: ModuleAddress,
  importersOf: (module: ModuleAddress) => Iterable<string>,
  world: DoubtWorld,
): Generator<Treatment> {
  const { source, engine, moduleOf } = world
  const { resolver } = engine
  for (const path of importersOf(module)) {
    if (path === module.path || path.endsWith('.pyi')) continue
    const locals = localsFor(module, path, world)
    if (locals.size === 0 && module.language !== 'typescript') continue
    const bytes = source.read(path)
    const text = bytes === null ? null : decode(path, bytes).text
    if (text === null) continue
    const stores = new Set(module.language === 'typescript' ? storedOnCalls(text) : [])
    let computed = false
    let escapes = false
    const facts = mayTreat(text, locals, engine.language) ? engine.language.analyze(path, text) : null
    for (const [id, imports] of facts === null ? [] : importOrigins(facts)) {
      const binding = facts?.bindings[id]
      if (!facts || !binding) continue
      for (const { fact, name } of imports) {
        const link = linkOfName(fact, name, path, resolver)
        // A name that is called otherwise is not looked into: it would have to be followed through every façade.
        if (link.names.length > 0 && link.names.at(-1) !== lastSegment(module)) continue
        let depth = -1
        let at: ModuleAddress | null = link.module
        for (const part of link.names) at = at && moduleOf(at, part)
        if (at && sameModule(at, module)) depth = 0
        else if (at && module.key.startsWith(`${at.key}.`))
          depth = module.key.slice(at.key.length + 1).split('.').length
        if (depth < 0) continue
        const below = depth === 0 || at === null ? [] : module.key.slice(at.key.length + 1).split('.')
        const found = treatNames(id, below, facts, text, 0)
        for (const attribute of found.stores) stores.add(attribute)
        computed ||= found.computed
        escapes ||= found.escapes
      }
    }
    yield { path, stores, computed, escapes }
  }
}

/** `require('./m').x = …` */
const CALL_STORE = /\brequire\s*\(\s*["'][^"'\n]{1,200}["']\s*\)\s*\.\s*([\w$]+)\s*=(?![=>])/g

const storedOnCalls = (text: string): string[] => Array.from(text.matchAll(CALL_STORE), (match) => match[1] ?? '')

/** Files whose imports may make a name for a module, from one pass over all outlines. */
function createImporters({
  engine: { resolver },
  paths,
  outlineOf,
}: DoubtWorld): (module: ModuleAddress) => Iterable<string> {
  let byName: Map<string, string[]> | null = null
  const byModule = new Map<string, string[]>()
  // The paths come one after the other.
  const note = (index: Map<string, string[]>, key: string, path: string): void => {
    const known = index.get(key)
    if (known === undefined) index.set(key, [path])
    else if (known[known.length - 1] !== path) known.push(path)
  }
  const read = (): Map<string, string[]> => {
    const names = new Map<string, string[]>()
    for (const path of paths())
      for (const { specifier, names: taken, whole } of outlineOf(path)?.imports ?? []) {
        for (const name of taken) note(names, name, path)
        const isScript = /\.[cm]?[jt]sx?$/.test(path)
        if (!whole && !isScript) continue
        const { key, language } = resolver.resolve(specifier, path)
        note(byModule, key, path)
        if (!whole) continue
        // `import a.b.c` gives a way to `a.b` as well.
        if (language === 'python')
          for (let at = key.lastIndexOf('.'); at > 0; at = key.lastIndexOf('.', at - 1))
            note(byModule, key.slice(0, at), path)
      }
    return names
  }
  return (module) => {
    byName ??= read()
    const found = new Set(byName.get(lastSegment(module)))
    for (const key of [module.key, ...module.aliases]) for (const path of byModule.get(key) ?? []) found.add(path)
    // `import a`, and then `a.b`.
    if (module.language === 'python')
      for (let at = module.key.lastIndexOf('.'); at > 0; at = module.key.lastIndexOf('.', at - 1))
        for (const path of byModule.get(module.key.slice(0, at)) ?? []) found.add(path)
    return found
  }
}

const lastSegment = ({ key }: ModuleAddress): string => key.slice(key.search(/[^./]*$/))

/** Names under which the file's imports may have the module, or a package above it. */
function localsFor(module: ModuleAddress, path: string, { engine: { resolver }, outlineOf }: DoubtWorld): Set<string> {
  const locals = new Set<string>()
  const last = lastSegment(module)
  const mayPublish = (from: ModuleAddress): boolean => {
    if (from.path === null || resolver.submodule(from, last) !== null) return true
    const outline = outlineOf(from.path)
    return outline === null || outline.dynamic || outline.stars.length > 0 || outline.names.has(last)
  }
  for (const { specifier, names, locals: called, whole } of outlineOf(path)?.imports ?? []) {
    if (whole) {
      const denoted = resolver.resolve(whole.denotes, path)
      if (sameModule(denoted, module) || module.key.startsWith(`${denoted.key}.`)) locals.add(whole.local)
    }
    if (!names.includes(last)) continue
    const from = resolver.resolve(specifier, path)
    if (!from.firstParty || !mayPublish(from)) continue
    for (const [at, name] of names.entries()) if (name === last) locals.add(called?.[at] ?? name)
  }
  return locals
}

const MEMBER_READ =
  /[ \t]*\.[ \t]*(?!__dict__)[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*(?![\w$]*[ \t]*(?::[^=\n]{1,200})?=(?!=))/y
/** What is not a read: a store, `__dict__`. */
const BELOW = /^[ \t]*(?:\.[ \t]*[A-Za-z_$]|\[)/
/** A value by itself: an argument, an element, what is assigned or returned. */
const HANDED_BEFORE = /(?:[(,=[{:*]|\b(?:return|yield|else|or|and|in|await))\s*$/
const HANDED_AFTER = /^[ \t]*(?:[,)\]};#]|\r?\n|$|if\b|or\b)/
const IMPORT_LINE = /^[ \t]*(?:from|import)\b/

/** Whether the text does more with one of the names than read members off it. */
function mayTreat(text: string, locals: ReadonlySet<string>, { readOwnNames }: Language): boolean {
  let isOwn: IsOwnName | null = null
  for (const local of locals)
    for (let at = local === '' ? -1 : text.indexOf(local); at !== -1; at = text.indexOf(local, at + local.length)) {
      if (!isTreated(text, at, at + local.length)) continue
      isOwn ??= readOwnNames?.(text, locals) ?? (() => false)
      if (!isOwn(local, at)) return true
    }
  return false
}

function isTreated(text: string, at: number, end: number): boolean {
  if (/[\w$.]/.test(text.charAt(at - 1)) || /[\w$]/.test(text.charAt(end))) return false
  MEMBER_READ.lastIndex = end
  if (MEMBER_READ.test(text)) return false
  if (BELOW.test(text.slice(end, end + 80))) return true
  if (!HANDED_AFTER.test(text.slice(end, end + 4)) || !HANDED_BEFORE.test(text.slice(Math.max(0, at - 12), at)))
    return false
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  return !IMPORT_LINE.test(line) && !line.includes('#')
}

interface Treated {
  readonly stores: readonly string[]
  readonly computed: boolean
  readonly escapes: boolean
}

const MOST_HOPS = 4

/** What is done with a name, and with those that are names for it (`m = pkg.mod`). */
function treatNames(id: number, below: readonly string[], facts: ModuleFacts, text: string, hops: number): Treated {
  const binding = facts.bindings[id]
  if (!binding) return { stores: [], computed: false, escapes: false }
  const followed = new Set<number>()
  const all: Treated[] = []
  for (const [other, { aliasOf }] of facts.bindings.entries()) {
    if (aliasOf?.binding !== id || other === id) continue
    // One that is published others may set attributes through.
    if (hops >= MOST_HOPS || facts.exports.some(({ target }) => target.type === 'binding' && target.binding === other))
      continue
    followed.add(aliasOf.reference.start)
    const isAbove = aliasOf.members.every(({ name }, at) => below[at] === name)
    if (isAbove) all.push(treatNames(other, below.slice(aliasOf.members.length), facts, text, hops + 1))
  }
  all.push(treatBinding(binding, below, text, followed))
  return {
    stores: all.flatMap(({ stores }) => stores),
    computed: all.some(({ computed }) => computed),
    escapes: all.some(({ escapes }) => escapes),
  }
}

function treatBinding(
  { references }: Binding,
  below: readonly string[],
  text: string,
  followed: ReadonlySet<number>,
): Treated {
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
    if (picks.length > 0 || followed.has(span.start)) continue
    const end = members.at(-1)?.span.end ?? span.end
    const call = /([\w$.]*)\s*\(\s*$/.exec(text.slice(Math.max(0, span.start - 80), span.start))
    const after = text.slice(end, end + 120)
    // pytest's `monkeypatch.setattr` and `patch.object` demand that it is there, unless they are told otherwise.
    if (/\.(?:setattr|object)$/.test(call?.[1] ?? '')) {
      const created = /^\s*,\s*["'](\w+)["'][^\n]*(?:raising\s*=\s*False|create\s*=\s*True)/.exec(after)
      if (created) stores.push(created[1] ?? '')
    } else if (/(?:^|\.)(?:setattr|defineProperty|assign|defineProperties)$/.test(call?.[1] ?? '')) {
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
