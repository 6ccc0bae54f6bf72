import type { Member, ScopeId } from '../../../core/facts.ts'
import type { Chain, Walk } from './walk-state.ts'

/*
 * What well-known thing a chain of names means: `p("…")` after `from unittest.mock import patch as p` is
 * `unittest.mock.patch`. Asked when the whole file has been walked, so imports further down count too.
 */

/** Every full name a chain may have; `builtins.…` for a name the file does not bind. */
export type Qualify = (scope: ScopeId, chain: Chain) => readonly string[]

/** Fixtures of pytest and pytest-mock, known by the name a parameter (or an attribute) must have. */
const FIXTURES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    monkeypatch: 'pytest.MonkeyPatch',
    mocker: 'pytest_mock.MockerFixture',
    class_mocker: 'pytest_mock.MockerFixture',
    module_mocker: 'pytest_mock.MockerFixture',
    package_mocker: 'pytest_mock.MockerFixture',
    session_mocker: 'pytest_mock.MockerFixture',
  }),
)
/** Calls whose result is such an object. */
const MAKERS: Readonly<Record<string, string>> = {
  'pytest.MonkeyPatch': 'pytest.MonkeyPatch',
  'pytest.MonkeyPatch.context': 'pytest.MonkeyPatch',
  '_pytest.monkeypatch.MonkeyPatch': 'pytest.MonkeyPatch',
  '_pytest.monkeypatch.MonkeyPatch.context': 'pytest.MonkeyPatch',
}
const MAX_ALIASES = 4

export function createQualify(walk: Walk): Qualify {
  /** Names of variables that may mean something. */
  const meaning = new Set<string>()
  const imported = indexImports(walk, meaning)
  const aliases = indexAliases(walk, meaning)
  const made = indexMade(walk, meaning)

  const qualify = (scope: ScopeId, chain: Chain, depth: number): readonly string[] => {
    const fixture = lastFixture(chain)
    const variable = walk.table.resolve(scope, chain.name)
    if (variable === null) return fixture === null ? [`builtins.${chain.name}${restOf(chain)}`] : [fixture]
    if (!meaning.has(chain.name)) return fixture === null ? NO_NAMES : [fixture]
    const rest = restOf(chain)
    const key = `${variable} ${chain.name}`
    const known = imported.get(key)
    if (known !== undefined) return known.map((name) => name + rest)
    const maker = made.get(key)
    if (maker !== undefined && depth < MAX_ALIASES) {
      for (const name of qualify(maker.scope, maker.chain, depth + 1)) {
        const type = MAKERS[name]
        if (type !== undefined) return [type + rest]
      }
    }
    const alias = aliases.get(key)
    if (alias !== undefined && depth < MAX_ALIASES) {
      return qualify(alias.scope, alias.chain, depth + 1).map((name) => name + rest)
    }
    return fixture === null ? NO_NAMES : [fixture]
  }
  const known = new Map<Chain, readonly string[]>()
  return (scope, chain) => {
    const before = known.get(chain)
    if (before !== undefined) return before
    const names = qualify(scope, chain, 0)
    known.set(chain, names)
    return names
  }
}

const NO_NAMES: readonly string[] = []

function restOf({ members }: Chain): string {
  let rest = ''
  for (const { name } of members) rest += `.${name}`
  return rest
}

/** `self.mocker.patch.object` is the fixture's too. */
function lastFixture({ name, members }: Chain): string | null {
  let index = members.length - 1
  while (index >= 0 && !FIXTURES.has((members[index] as Member).name)) index--
  const fixture = FIXTURES.get(index < 0 ? name : (members[index] as Member).name)
  if (fixture === undefined) return null
  return [fixture, ...members.slice(index + 1).map((member) => member.name)].join('.')
}

function indexImports(walk: Walk, meaning: Set<string>): Map<string, string[]> {
  const index = new Map<string, string[]>()
  for (const { specifier, names, place } of walk.imports) {
    for (const { localName, shape, imported, denotes } of names) {
      if (localName === null) continue
      meaning.add(localName)
      const full = shape === 'named' ? joinName(specifier, imported) : (denotes ?? specifier)
      const key = `${walk.table.owner(place.scope, localName)} ${localName}`
      const known = index.get(key)
      if (known === undefined) index.set(key, [full])
      else known.push(full)
    }
  }
  return index
}

export function joinName(module: string, name: string): string {
  return module.endsWith('.') ? module + name : `${module}.${name}`
}

interface Aliased {
  readonly scope: ScopeId
  readonly chain: Chain
}

function indexAliases(walk: Walk, meaning: Set<string>): Map<string, Aliased> {
  const index = new Map<string, Aliased>()
  for (const { scope, name, chain } of walk.aliases) {
    meaning.add(name)
    index.set(`${walk.table.owner(scope, name)} ${name}`, { scope, chain })
  }
  return index
}

/**
 * Variables that hold what a call answered, `with … as name` included, where that may be one of `MAKERS`: something of
 * pytest's by whatever name, or a method of something so made.
 */
function indexMade(walk: Walk, meaning: Set<string>): Map<string, Aliased> {
  const index = new Map<string, Aliased>()
  const isPytest = walk.imports.some(({ specifier }) => /^_?pytest\b/.test(specifier))
  const mayMake = (chain: Chain): boolean =>
    lastFixture(chain) !== null || (isPytest && (meaning.has(chain.name) || chain.members.at(-1)?.name === 'context'))
  const put = (scope: ScopeId, name: string, made: Aliased): void => {
    index.set(`${scope} ${name}`, made)
    meaning.add(name)
  }
  for (const { node, chain, place } of walk.calls) {
    const assigned = walk.usages.get(node)?.assigned ?? null
    if (assigned === null || chain === null || !mayMake(chain)) continue
    put(walk.table.owner(place.scope, assigned.name), assigned.name, { scope: place.scope, chain })
  }
  for (const { scope, name, type } of walk.typedParameters) if (mayMake(type)) put(scope, name, { scope, chain: type })
  return index
}
