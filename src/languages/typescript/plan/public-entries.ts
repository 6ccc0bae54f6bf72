import type { Match, Target } from '../../../core/matches.ts'
import type { PlanInput } from '../../language.ts'

/**
 * A replacement inside another package, which its `exports` hide or which nothing here imports by its path, is taken
 * from the entry that publishes it.
 */
export const redirectToEntries = (input: PlanInput): PlanInput => ({
  ...input,
  matches: input.matches.map((match) => {
    const target = findEntry(input, match)
    return target === null ? match : { ...match, target }
  }),
})

const findEntry = (input: PlanInput, match: Match): Target | null => {
  const { resolver, path, leadsTo } = input
  const { target } = match
  if (target?.name == null || !target.module.firstParty || leadsTo === undefined) return null
  const entries = resolver.entriesOf?.(target.module, path) ?? []
  if (entries.length === 0) return null
  const style = specifierOf(input, match)
  const spelled = resolver.spell(target.module, path, style)
  if (spelled !== null && (style !== null || spelled.startsWith('.'))) return null
  const names = target.name.split('.')
  for (const entry of entries) {
    const module = resolver.resolve(entry, path)
    if (module.path === null || module.key === target.module.key) continue
    if (leadsTo(module, names, { module: target.module, names })) return { module, name: target.name }
  }
  return null
}

/** The specifier that showed the way to what is retired; null for a name that nothing imports. */
const specifierOf = ({ facts }: PlanInput, { site }: Match): string | null => {
  switch (site.type) {
    case 'name':
    case 'module':
      return facts.imports[site.import]?.specifier ?? null
    case 'reference':
      return site.unresolved ? null : specifierOfBinding(facts, site.binding)
    case 'pick':
      return specifierOfBinding(facts, site.binding)
    case 'string': {
      const base = facts.strings[site.string]?.base
      if (base == null) return null
      if ('import' in base) return facts.imports[base.import]?.specifier ?? null
      return base.binding === null ? null : specifierOfBinding(facts, base.binding)
    }
    case 'literal':
      return null
  }
}

const specifierOfBinding = ({ imports }: PlanInput['facts'], binding: number): string | null =>
  imports.find(({ names }) => names.some(({ local }) => local === binding))?.specifier ?? null
