import type { ImportedName, ImportFact, ModuleFacts } from './facts.ts'

/** One way in which a branch of a `try` or `if` brings a name. */
interface BranchName {
  readonly branch: number
  readonly fact: ImportFact
  readonly name: ImportedName
}

/** Stands for the local name of what is not bound. */
const UNBOUND = '\0'

/** The imports under one `try` or `if`; what a branch says again is kept once. */
interface Group {
  /** By local and by imported name. */
  readonly names: Map<string, Map<string, BranchName>>
  readonly modules: Map<string, { readonly branch: number; readonly specifier: string }>
}

const groupsOfFacts = new WeakMap<ModuleFacts, ReadonlyMap<number, Group>>()

function groupsOf(facts: ModuleFacts): ReadonlyMap<number, Group> {
  const known = groupsOfFacts.get(facts)
  if (known) return known
  const groups = new Map<number, Group>()
  for (const fact of facts.imports)
    for (const { group: id, branch } of fact.place.guards) {
      const group = groups.get(id) ?? { names: new Map(), modules: new Map() }
      groups.set(id, group)
      group.modules.set(`${branch} ${fact.specifier}`, { branch, specifier: fact.specifier })
      for (const name of fact.names) {
        const members = name.members.map((member) => member.name).join('.')
        const key = `${branch} ${name.denotes ?? fact.specifier} ${name.shape} ${name.imported}.${members}`
        for (const spelled of new Set([name.localName ?? UNBOUND, name.imported])) {
          const bound = group.names.get(spelled) ?? new Map<string, BranchName>()
          group.names.set(spelled, bound)
          if (!bound.has(key)) bound.set(key, { branch, fact, name })
        }
      }
    }
  groupsOfFacts.set(facts, groups)
  return groups
}

/** The names so spelled, here or at home, that other branches of the alternatives around an import bring. */
export function alternativeNames(
  facts: ModuleFacts,
  { place }: ImportFact,
  spelled: readonly (string | null)[],
): BranchName[] {
  const wanted = new Set(spelled.map((name) => name ?? UNBOUND))
  return place.guards.flatMap((guard) =>
    [...wanted].flatMap((name) => {
      const found = groupsOf(facts).get(guard.group)?.names.get(name)?.values() ?? []
      return [...found].filter(({ branch }) => branch !== guard.branch)
    }),
  )
}

/** The modules that other branches of the alternatives around an import name. */
export function alternativeModules(facts: ModuleFacts, { place }: ImportFact): string[] {
  return place.guards.flatMap((guard) =>
    [...(groupsOf(facts).get(guard.group)?.modules.values() ?? [])].flatMap(({ branch, specifier }) =>
      branch === guard.branch ? [] : [specifier],
    ),
  )
}
