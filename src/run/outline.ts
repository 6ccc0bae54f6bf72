import type { Binding, ModuleFacts } from '../core/facts.ts'
import type { ImportSpelling, ModuleOutline, PublishedName } from '../core/derive-outline.ts'
import { importOrigins, linkOfName, linksOfBinding } from '../core/module-graph.ts'
import { shingle } from '../core/similarity.ts'
import type { Engine } from './engine.ts'

const TEST =
  /(?:^|\/)(?:tests?|__tests__|testing|spec)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.(?:test|spec)\.[mc]?[jt]sx?$/

/**
 * What a file publishes and imports, with its definitions broken down for comparing.
 * @param packages directories of the repository's packages by their names: who imports one from outside spells it so.
 */
export function outlineModule(
  path: string,
  text: string,
  engine: Engine,
  packages: ReadonlyMap<string, string> = new Map(),
): ModuleOutline {
  const facts = engine.language.analyze(path, text)
  const origins = importOrigins(facts)
  const published = new Map<string, PublishedName>()
  for (const item of facts.exports) {
    if (item.target.type === 'import') {
      const fact = facts.imports[item.target.import]
      const name = fact?.names[item.target.name]
      const link = fact && name ? linkOfName(fact, name, path, engine.resolver) : null
      published.set(item.name, {
        name: item.name,
        body: null,
        origin: link && `${link.module.key}#${link.names.join('.')}`,
      })
      continue
    }
    if (item.target.type === 'value') {
      published.set(item.name, { name: item.name, body: null, origin: null })
      continue
    }
    const binding = facts.bindings[item.target.binding]
    const [link] = linksOfBinding(item.target.binding, facts, origins, path, engine.resolver, 0)
    // A plain import is no part of what a Python module offers, unless a package or `__all__` says so.
    if (link && engine.id === 'python' && !isFacade(path, item.name, facts)) continue
    const origin = link ? `${link.module.key}#${link.names.join('.')}` : null
    const body = link || !binding ? null : shingle(definitionText(binding, facts, text), binding.name)
    published.set(item.name, { name: item.name, body, origin })
  }
  const imports = new Map<string, ImportSpelling>()
  for (const fact of facts.imports)
    for (const name of fact.names) {
      const link = linkOfName(fact, name, path, engine.resolver)
      const place = `${link.module.key}#${link.names.join('.')}`
      if (!imports.has(place))
        imports.set(place, { specifier: fact.specifier, package: packageOf(fact.specifier, path, packages) })
    }
  for (const [place, spelling] of memberPlaces(path, facts, origins, engine))
    if (!imports.has(place)) imports.set(place, spelling)
  return { path, key: engine.resolver.addressOfPath(path).key, published, imports, isTest: TEST.test(path) }
}

/** What is read off names that denote modules: `messages.FOO`. */
function* memberPlaces(
  path: string,
  facts: ModuleFacts,
  origins: ReturnType<typeof importOrigins>,
  { resolver }: Engine,
): Iterable<[string, ImportSpelling]> {
  for (const [id, [first]] of origins) {
    const binding = facts.bindings[id]
    const link = first && linkOfName(first.fact, first.name, path, resolver)
    if (!binding || !link?.module.firstParty) continue
    const [name, ...more] = link.names
    const module = name === undefined ? link.module : more.length === 0 ? resolver.submodule(link.module, name) : null
    if (module === null) continue
    for (const { members, medium } of binding.references)
      if (medium === 'code' && members[0])
        yield [
          `${module.key}#${members[0].name}`,
          { specifier: `${first?.fact.specifier} ${binding.name}`, package: null },
        ]
  }
}

/** The package that the specifier names, where the file is no part of it. */
function packageOf(specifier: string, path: string, packages: ReadonlyMap<string, string>): string | null {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? ''
  const directory = packages.get(name)
  return directory === undefined || path.startsWith(`${directory}/`) ? null : name
}

function isFacade(path: string, name: string, facts: ModuleFacts): boolean {
  return path.endsWith('__init__.py') || (facts.publicNames?.names.includes(name) ?? false)
}

/** From the name to the end of its function or class, or of its line. */
function definitionText(binding: Binding, facts: ModuleFacts, text: string): string {
  const [name] = binding.declarations
  if (!name) return ''
  const newline = text.indexOf('\n', name.end)
  const endOfLine = newline === -1 ? text.length : newline
  const owns =
    binding.kind === 'class' ||
    binding.kind === 'function' ||
    binding.kind === 'enum' ||
    binding.kind === 'namespace' ||
    binding.kind === 'type'
  const scope = facts.scopes
    .filter(
      (item) =>
        item.parent === binding.scope &&
        item.span.end > name.end &&
        item.span.start <= (owns ? Number.POSITIVE_INFINITY : endOfLine),
    )
    .sort((a, b) => Math.abs(a.span.start - name.start) - Math.abs(b.span.start - name.start))[0]
  // What does not parse has no scopes but the module.
  if (owns && facts.problem !== null) return text.slice(name.start, endOfBlock(text, name.start))
  return text.slice(name.start, Math.max(endOfLine, scope?.span.end ?? 0))
}

/** Where the lines end that are indented deeper than the one at the offset; closing brackets are not looked at. */
function endOfBlock(text: string, offset: number): number {
  const indentAt = (start: number): number => /^[ \t]*/.exec(text.slice(start, start + 200))?.[0].length ?? 0
  const own = indentAt(text.lastIndexOf('\n', offset) + 1)
  let end = text.indexOf('\n', offset)
  while (end !== -1) {
    const next = text.indexOf('\n', end + 1)
    const line = text.slice(end + 1, next === -1 ? text.length : next)
    if (line.trim() !== '' && indentAt(end + 1) <= own) return end
    end = next
  }
  return text.length
}
