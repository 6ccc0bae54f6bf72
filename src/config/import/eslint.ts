import { UserError } from '../../core/user-error.ts'
import { findMember, type JsonNode, parseJson } from '../json-document.ts'
import type { RetiredInput } from '../shapes.ts'
import type { Imported, ImportedEntry, ImportNote } from './imported.ts'
import { toScriptEntry } from './script-entry.ts'
import { parseYaml } from './yaml.ts'

/** ESLint itself, its TypeScript plugin, and what oxlint calls the two. */
const ESLINT_RULE =
  /^(?:(?:@typescript-eslint|typescript|eslint|@typescript-eslint\/eslint-plugin|@stylistic)\/)?no-restricted-imports$/
const BIOME_RULE = 'noRestrictedImports'

export const isRestrictionRule = (key: string): boolean => ESLINT_RULE.test(key) || key === BIOME_RULE

/** Where a rule holds, by the object its `rules` stand in. */
export interface RuleScope {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

/**
 * `no-restricted-imports` of a JSON configuration: `.eslintrc.json`, `package.json`, `.oxlintrc.json`, `biome.json`.
 * @throws UserError with file and line where the text is no JSON.
 */
export function importEslintJson(text: string, file: string): Imported {
  const { root, problems } = parseJson(text.replace(/^\uFEFF/, ''))
  const [first] = problems
  if (first)
    throw new UserError(`${file}:${first.line}:${first.column} ${first.message.replace(' — this is no manifest', '')}`)
  return root ? importEslintTree(root) : { entries: [], notes: [] }
}

/** @throws UserError with file and line where the text is not plain YAML. */
export function importEslintYaml(text: string, file: string): Imported {
  const { documents, problems } = parseYaml(text)
  const [first] = problems
  if (first) throw new UserError(`${file}:${first.line} ${first.message}`)
  return documents[0] ? importEslintTree(documents[0]) : { entries: [], notes: [] }
}

function importEslintTree(root: JsonNode): Imported {
  const entries: ImportedEntry[] = []
  const notes: ImportNote[] = []
  const visit = (node: JsonNode, scope: RuleScope): void => {
    const here = node.members.length > 0 ? readScope(node, scope) : scope
    for (const { key, line, node: child } of node.members) {
      if (isRestrictionRule(key)) {
        const read = importRestriction(key, child, line, here)
        entries.push(...read.entries)
        notes.push(...read.notes)
      } else visit(child, here)
    }
    for (const item of node.items) visit(item, here)
  }
  visit(root, { include: [], exclude: [] })
  return { entries, notes }
}

/** `files`/`excludedFiles` of an ESLint override, `includes` of one of Biome. */
function readScope(node: JsonNode, above: RuleScope): RuleScope {
  if (!findMember(node, 'rules') && !findMember(node, 'linter')) return above
  const list = (key: string): readonly string[] => {
    const value = findMember(node, key)?.node.value
    if (typeof value === 'string') return [value]
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
  }
  const files = [...list('files'), ...list('includes'), ...list('include')]
  const include = files.filter((glob) => !glob.startsWith('!'))
  const exclude = [
    ...list('excludedFiles'),
    ...list('ignores'),
    ...files.filter((glob) => glob.startsWith('!')).map((glob) => glob.replace(/^!+/, '')),
  ]
  return { include: include.length > 0 ? include : above.include, exclude: [...above.exclude, ...exclude] }
}

/** One configured rule: `["error", …]`, a severity alone, or Biome's `{ level, options }`. */
export function importRestriction(key: string, node: JsonNode, line: number, scope: RuleScope): Imported {
  const biome = key === BIOME_RULE
  const severity = biome ? (findMember(node, 'level')?.node.value ?? node.value) : (node.items[0]?.value ?? node.value)
  if (severity === 'off' || severity === 0 || severity === 'allow')
    return { entries: [], notes: [{ line, message: `${key} is turned off: nothing of it is carried over` }] }
  const options = biome
    ? [findMember(node, 'options')?.node].filter((option) => option !== undefined)
    : node.items.slice(1)
  const extra: Pick<RetiredInput, 'level' | 'include' | 'exclude'> = {
    ...(severity === 'warn' || severity === 1 ? { level: 'warning' as const } : {}),
    ...(severity === 'info' ? { level: 'note' as const } : {}),
    ...(scope.include.length > 0 ? { include: scope.include } : {}),
    ...(scope.exclude.length > 0 ? { exclude: scope.exclude } : {}),
  }
  const entries: ImportedEntry[] = []
  const notes: ImportNote[] = []
  const out: Sink = {
    add: (entry) => entries.push({ ...entry, entry: { ...entry.entry, ...extra } }),
    note: (at, message) => notes.push({ line: at, message }),
  }
  for (const option of options) {
    const paths = findMember(option, 'paths')?.node
    const patterns = findMember(option, 'patterns')?.node
    if (!paths && !patterns) readPath(option, out)
    for (const item of paths?.items ?? []) readPath(item, out)
    for (const member of paths?.members ?? []) addRestricted(member.key, member.node, out)
    for (const item of patterns?.items ?? []) readPattern(item, out)
  }
  return { entries, notes }
}

interface Sink {
  add(entry: ImportedEntry): void
  note(line: number, message: string): void
}

const textOf = (node: JsonNode, key: string): string | null => {
  const value = findMember(node, key)?.node.value
  return typeof value === 'string' ? value : null
}

const textsOf = (node: JsonNode, key: string): readonly string[] | null => {
  const value = findMember(node, key)?.node.value
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : null
}

function readPath(node: JsonNode, out: Sink): void {
  const name = typeof node.value === 'string' ? node.value : textOf(node, 'name')
  if (name === null) return out.note(node.line, 'this restricted path names no module')
  addRestricted(name, node, out)
}

/** What an entry has no word for; to drop it would flag what the rule allows. */
const LOOSENING = [
  'allowImportNames',
  'allowTypeImports',
  'allowImportNamePattern',
  'importNamePattern',
  'regex',
] as const

function addRestricted(name: string, node: JsonNode, out: Sink): void {
  const loose = LOOSENING.find((key) => findMember(node, key) && findMember(node, key)?.node.value !== false)
  if (loose !== undefined) return out.note(node.line, `${name}: ${loose} cannot be expressed`)
  if (name.startsWith('.'))
    return out.note(
      node.line,
      `${name} means another module in every folder — name it from the root, such as "./src/…"`,
    )
  const message = textOf(node, 'message') ?? (typeof node.value === 'string' && node.value !== name ? node.value : '')
  const names = textsOf(node, 'importNames')
  if (names?.length === 0) return out.note(node.line, `${name}: importNames is empty`)
  addNames(name, names, message, node.line, out)
}

/** One message for several names: a name that it mentions cannot replace them all. */
function addNames(module: string, names: readonly string[] | null, message: string, line: number, out: Sink): void {
  if (names === null) return out.add(toScriptEntry({ module }, message, line))
  for (const name of names) {
    const made = toScriptEntry({ module, name }, message, line)
    const { to } = made.entry
    const isShared = names.length > 1 && to !== null && typeof to === 'object' && 'name' in to && to.name !== name
    if (isShared)
      out.note(line, `${module}: the message names one replacement for ${names.length} names — ${name} is left without`)
    out.add(isShared ? { ...made, entry: { ...made.entry, to: null } } : made)
  }
}

function readPattern(node: JsonNode, out: Sink): void {
  const group = typeof node.value === 'string' ? [node.value] : textsOf(node, 'group')
  if (group === null) {
    const regex = textOf(node, 'regex')
    return out.note(
      node.line,
      regex === null ? 'this pattern has no group' : `the regular expression ${regex} cannot be expressed`,
    )
  }
  const loose = LOOSENING.find((key) => findMember(node, key) && findMember(node, key)?.node.value !== false)
  if (loose !== undefined) return out.note(node.line, `${group.join(', ')}: ${loose} cannot be expressed`)
  if (group.some((glob) => glob.startsWith('!')))
    return out.note(node.line, `${group.join(', ')}: a pattern with exceptions cannot be expressed`)
  for (const glob of group) {
    const module = glob.replace(/^\//, '').replace(/\/$/, '')
    if (/[*?[\]{}\\]/.test(module))
      out.note(node.line, `${glob}: a wildcard cannot be expressed — name the modules themselves`)
    else if (module.startsWith('.') || module === '')
      out.note(node.line, `${glob} means another module in every folder — name it from the root, such as "./src/…"`)
    else {
      const names = textsOf(node, 'importNames')
      const message = textOf(node, 'message') ?? ''
      if (names) addNames(module, names, message, node.line, out)
      else {
        const made = toScriptEntry({ module }, message, node.line)
        out.add({ ...made, entry: { ...made.entry, submodules: true } })
      }
    }
  }
}
