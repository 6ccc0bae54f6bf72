import { judgeName, type UndecidedImport } from './dangling.ts'
import type { Judgement } from './dangling-missing.ts'
import { collectStrings } from './dangling-strings.ts'
import type { SuspectUse, UsesContext, UseSuspicion } from './dangling-use.ts'
import { isAsked, isOfEveryObject } from './dangling-questions.ts'
import type { Binding, ImportedName, ImportFact, Member, ModuleFacts, Reference } from './facts.ts'
import type { Consequence } from './finding.ts'
import { lineEndOf, lineStartOf, mayCatchAttribute } from './dangling-guards.ts'
import type { MatchSite } from './matches.ts'
import type { ModuleAddress } from './module-address.ts'
import { importOrigins, type Link, linkOfName } from './module-graph.ts'
import type { Span } from './span.ts'

/** A member of a first-party module, through a name or a string, that the module does not have. */
export interface DanglingUse {
  readonly site: MatchSite
  readonly span: Span
  readonly module: ModuleAddress
  readonly name: string
  readonly consequence: Consequence
}

export interface UsesVerdict {
  readonly dangling: readonly DanglingUse[]
  readonly undecided: readonly UndecidedImport[]
}

/** Look closely at the suspicious members of one file. */
export function judgeUses(context: UsesContext, suspicion: UseSuspicion): UsesVerdict {
  const dangling: DanglingUse[] = []
  const undecided: UndecidedImport[] = []
  for (const use of [...collectMembers(context, suspicion.chains), ...collectStrings(context, suspicion)]) {
    const found = follow(context, use)
    if (found === null || found.judgement.state === 'fine') continue
    const { module, name, judgement } = found
    if (judgement.state === 'undecided') {
      undecided.push({ use: true, specifier: module.key, name, reason: judgement.reason })
      continue
    }
    const typeOnly = use.typeOnly || use.place.phase === 'type-only'
    dangling.push({
      site: found.site,
      span: use.span,
      module,
      name,
      consequence: typeOnly ? 'type-only' : use.place.phase,
    })
  }
  return { dangling, undecided }
}

interface Followed {
  readonly module: ModuleAddress
  readonly name: string
  readonly site: MatchSite
  readonly judgement: Judgement
}

/** From module to module along the members, to the first that is missing. */
function follow(context: UsesContext, use: SuspectUse): Followed | null {
  let { module } = use.link
  const names = [...use.link.names, ...use.members]
  let origin = { specifier: use.fact?.specifier ?? module.key, path: context.path }
  for (const [at, name] of names.entries()) {
    const isImported = at < use.link.names.length
    if (!module.firstParty || (!isImported && isOfEveryModule(name, module))) return null
    // A module that is not there is what its import is reported for.
    if (module.path === null && !isNamespacePackage(context, module)) return null
    if (!isImported) {
      const judgement = judgeMember(context, use, module, name, origin)
      if (judgement.state !== 'fine') return { module, name, judgement, site: use.site }
    }
    const next = context.moduleOf(module, name)
    if (next === null) {
      if (at === names.length - 1 || !context.isObscured(module, name)) return null
      const judgement: Judgement = { state: 'undecided', reason: 'a star may bring something else of that name' }
      return { module, name: names.at(-1) ?? name, judgement, site: use.site }
    }
    module = next
    origin = ownSpecifier(next, context.path)
  }
  return null
}

const isNamespacePackage = ({ resolver, path }: UsesContext, { language, key }: ModuleAddress): boolean =>
  language === 'python' && resolver.explainMissing?.(key, path).exists !== false

function judgeMember(
  context: UsesContext,
  use: SuspectUse,
  module: ModuleAddress,
  name: string,
  origin: { specifier: string; path: string },
): Judgement {
  const { names } = context
  if (names.publishes(module, name) === 'yes') return { state: 'fine' }
  if (isImportedHere(context, module, name)) return { state: 'fine' }
  return judgeName(
    context,
    { fact: use.fact, ...origin, doubt: () => use.doubt ?? doubtUse(context, use, name) },
    module,
    name,
  )
}

/** `import a.gone` is reported where it stands; `a.gone.x` says the same again. */
function isImportedHere({ facts, resolver, path }: UsesContext, module: ModuleAddress, name: string): boolean {
  if (module.language !== 'python') return false
  const key = `${module.key}.${name}`
  return facts.imports.some(({ kind, specifier, names }) => {
    // Of the module that a mock patches nothing else is said.
    if (kind === 'mock-string') return false
    const target = resolver.resolve(specifier, path).key
    return (
      target === key ||
      target.startsWith(`${key}.`) ||
      (target === module.key && names.some(({ imported }) => imported === name))
    )
  })
}

/** How a module calls itself, so that questions about it need no importer. */
function ownSpecifier({ language, key, path }: ModuleAddress, fromPath: string): { specifier: string; path: string } {
  if (path === null) return { specifier: key, path: fromPath }
  const base = path.slice(path.lastIndexOf('/') + 1).replace(/\.(?:d\.)?\w+$/, '')
  if (language === 'python') return { specifier: base === '__init__' ? '.' : `.${base}`, path }
  return { specifier: `./${base}`, path }
}

/** What no file has to define: attributes of module objects, of every object in JavaScript. */
function isOfEveryModule(name: string, { language }: ModuleAddress): boolean {
  return language === 'python' ? name.startsWith('__') && name.endsWith('__') : isOfEveryObject(name)
}

interface NamedModule {
  readonly binding: Binding
  readonly origin: { readonly fact: ImportFact; readonly name: ImportedName }
  readonly link: Link
  readonly doubt: string | null
}

/** What imports bind, and what is a name for that (`m = pkg.mod`). */
function modulesOfBindings({ facts, path, resolver, text }: UsesContext): ReadonlyMap<number, NamedModule> {
  const known = new Map<number, NamedModule>()
  for (const [id, imports] of importOrigins(facts)) {
    const binding = facts.bindings[id]
    const [origin] = imports
    if (!binding || !origin) continue
    const links = imports.map(({ fact, name }) => linkOfName(fact, name, path, resolver))
    const [link] = links
    // A name that several things bind means one of them: which, only running tells.
    if (
      !link ||
      links.some((other) => other.module.key !== link.module.key || other.names.join('.') !== link.names.join('.'))
    )
      continue
    const doubt = doubtBinding(
      binding,
      imports.map(({ fact }) => fact),
    )
    known.set(id, { binding, origin, link, doubt })
  }
  for (const [id, binding] of facts.bindings.entries()) {
    const found = known.has(id) ? null : followAlias(binding, facts, known, text)
    if (found) known.set(id, found)
  }
  return known
}

const MOST_HOPS = 8

function followAlias(
  binding: Binding,
  facts: ModuleFacts,
  known: ReadonlyMap<number, NamedModule>,
  text: string,
): NamedModule | null {
  const members: string[] = []
  let at: Binding | undefined = binding
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const alias: Binding['aliasOf'] = at?.aliasOf ?? null
    if (!at || !alias || alias.binding === null) return null
    if (at.declarations.length > 1 || at.references.some(({ role }) => role === 'write')) return null
    members.unshift(...alias.members.map(({ name }) => name))
    const target = known.get(alias.binding)
    const sets = (one: Binding): boolean =>
      one.references.some(({ members }) => members.length > 0 && isStored(text, members.at(-1)?.span.end ?? 0))
    const doubt = target?.doubt ?? (sets(binding) ? 'the file sets attributes of it' : null)
    if (target)
      return {
        ...target,
        binding,
        doubt,
        link: { module: target.link.module, names: [...target.link.names, ...members] },
      }
    at = facts.bindings[alias.binding]
  }
  return null
}

/** Members read off names that denote modules. */
function collectMembers(context: UsesContext, chains: UseSuspicion['chains']): SuspectUse[] {
  const uses: SuspectUse[] = []
  if (chains.size === 0) return uses
  for (const [id, { binding, origin, link, doubt }] of modulesOfBindings(context)) {
    const typeOnly = origin.fact.typeOnly || origin.name.typeOnly
    for (const [at, reference] of binding.references.entries()) {
      const site = (depth: number): MatchSite => ({
        type: 'reference',
        unresolved: false,
        binding: id,
        reference: at,
        depth,
      })
      const common = {
        link,
        place: reference.place,
        typeOnly: typeOnly || isType(context, reference),
        fact: origin.fact,
        doubt,
      }
      const depth = suspiciousDepth(binding.name, reference.members, chains)
      const last = reference.members[depth - 1]
      if (
        last &&
        reference.role !== 'closing-tag' &&
        reference.medium !== 'comment' &&
        !isStored(context.text, last.span.end)
      ) {
        const members = reference.members.slice(0, depth).map(({ name }) => name)
        uses.push({
          ...common,
          members,
          site: site(depth),
          span: { start: reference.span.start, end: last.span.end },
          doubt: doubt ?? doubtRead(context, { start: reference.span.start, end: last.span.end }),
        })
      }
      const before = reference.members.map(({ name }) => name)
      for (const [pick, item] of reference.picks.entries()) {
        if (item.shape !== 'named') continue
        const picked = [{ name: item.imported, span: item.importedSpan ?? item.span }, ...item.members]
        const suspect = suspiciousDepth([binding.name, ...before].join('.'), picked, chains)
        const last = picked[suspect - 1]
        if (!last) continue
        uses.push({
          ...common,
          members: [...before, ...picked.slice(0, suspect).map(({ name }) => name)],
          site: { type: 'pick', binding: id, reference: at, pick },
          span: last.span,
        })
      }
    }
  }
  return uses
}

function suspiciousDepth(local: string, members: readonly Member[], chains: UseSuspicion['chains']): number {
  let chain = local
  for (const [at, { name }] of members.entries()) {
    chain += `.${name}`
    if (chains.has(chain)) return at + 1
  }
  return 0
}

const isType = ({ path }: UsesContext, reference: Reference): boolean =>
  reference.space === 'type' && !path.endsWith('.py')

/** A store makes the attribute, it does not ask for it. */
const isStored = (text: string, end: number): boolean =>
  /^\s*(?::[^=\n]{1,200})?=(?![=>])/.test(text.slice(end, end + 220))

/** JavaScript reads what a namespace lacks as `undefined`: asking for it may be a question. */
function doubtRead({ text, path }: UsesContext, span: Span): string | null {
  if (/^\s*\?\./.test(text.slice(span.end, span.end + 10))) return 'the file asks whether it is there'
  if (!/\.[cm]?jsx?$/.test(path)) return null
  return isAsked(text, text.slice(span.start, span.end)) ? 'the file asks whether it is there' : null
}

function doubtBinding({ declarations, references }: Binding, imports: readonly ImportFact[]): string | null {
  if (declarations.length > imports.length || references.some(({ role }) => role === 'write'))
    return 'the name is bound again'
  return imports.some(({ place }) => place.guards.some(({ kind }) => kind === 'import-error'))
    ? 'the failure of the import is handled'
    : null
}

/** What stands around a use: handlers, questions, comments that silence a checker. */
function doubtUse({ text, path }: UsesContext, use: SuspectUse, name: string): string | null {
  const { start } = use.span
  if (use.place.guards.some(({ kind }) => kind === 'import-error') || mayCatchAttribute(text, start))
    return 'its failure is handled'
  const spelled = name.replaceAll('$', '\\$')
  const asked = new RegExp(
    `(?<![.\\w])(?:has|get|del|set)attr\\([^,()]{1,120},\\s*["']${spelled}["']|["']${spelled}["']\\s+in\\s`,
  )
  if (asked.test(text)) return 'the file asks whether it is there'
  const line = text.slice(lineStartOf(text, start), lineEndOf(text, use.span.end))
  if (path.endsWith('.py'))
    return /#\s*(?:type:\s*ignore|pyright:\s*ignore|pylint:\s*disable)/.test(line)
      ? 'a comment silences the checker'
      : null
  const before = text.slice(lineStartOf(text, Math.max(0, lineStartOf(text, start) - 1)), lineStartOf(text, start))
  if (/@ts-(?:ignore|expect-error)/.test(before) || /@ts-nocheck/.test(text.slice(0, 2000)))
    return 'a comment silences the checker'
  const lead = text.slice(Math.max(0, start - 20), start)
  // `typeof ns.x` as a type asks for what is there.
  const isCompared = /\btypeof\s+$/.test(lead) && /^\s*(?:[!=]==?|\))/.test(text.slice(use.span.end, use.span.end + 20))
  return isCompared || /\bif\s*\(\s*!?$/.test(lead) ? 'the file asks whether it is there' : null
}
