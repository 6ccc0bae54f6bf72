import type { Binding, ModuleFacts } from '../core/facts.ts'
import type { ModuleOutline, PublishedName } from '../core/derive.ts'
import { importOrigins, linkOfName, linksOfBinding } from '../core/module-graph.ts'
import { shingle } from '../core/similarity.ts'
import type { Engine } from './engine.ts'

const TEST = /(?:^|\/)(?:tests?|__tests__|testing|spec)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.(?:test|spec)\.[mc]?[jt]sx?$/

/** What a file publishes and imports, with its definitions broken down for comparing. */
export function outlineModule(path: string, text: string, engine: Engine): ModuleOutline {
  const facts = engine.language.analyze(path, text)
  const origins = importOrigins(facts)
  const published = new Map<string, PublishedName>()
  for (const item of facts.exports) {
    if (item.target.type === 'import') {
      const fact = facts.imports[item.target.import]
      const name = fact?.names[item.target.name]
      const link = fact && name ? linkOfName(fact, name, path, engine.resolver) : null
      published.set(item.name, { name: item.name, body: null, origin: link && `${link.module.key}#${link.names.join('.')}` })
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
  const imports = new Set<string>()
  for (const fact of facts.imports)
    for (const name of fact.names) {
      const link = linkOfName(fact, name, path, engine.resolver)
      imports.add(`${link.module.key}#${link.names.join('.')}`)
    }
  return { path, key: engine.resolver.addressOfPath(path).key, published, imports, isTest: TEST.test(path) }
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
  const owns = binding.kind === 'class' || binding.kind === 'function' || binding.kind === 'enum' || binding.kind === 'namespace' || binding.kind === 'type'
  const scope = facts.scopes
    .filter((item) => item.parent === binding.scope && item.span.end > name.end && item.span.start <= (owns ? Number.POSITIVE_INFINITY : endOfLine))
    .sort((a, b) => Math.abs(a.span.start - name.start) - Math.abs(b.span.start - name.start))[0]
  return text.slice(name.start, Math.max(endOfLine, scope?.span.end ?? 0))
}
