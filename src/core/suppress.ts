import { parseSuppression, SUPPRESSION_FORM, type Suppression } from './directive.ts'
import type { Directive } from './facts.ts'
import type { Finding } from './finding.ts'
import type { Unfingerprinted } from './fingerprint.ts'
import { type LineIndex, locateEdit, locateSpan } from './locate.ts'
import { removeSuppression } from './suppression-removal.ts'

/** What a suppression can excuse. Lines are 1-based. */
export interface Suppressible {
  readonly migration: string
  readonly line: number
  /** First and last line of the statement it stands in: a comment on either speaks for all of it. */
  readonly statementLines?: readonly [first: number, last: number]
  /**
   * A use that stands or falls with a stale import: the index of that import among the items. Whoever excuses the
   * import excuses its uses.
   */
  readonly follows?: number
}

export interface SuppressionRules {
  /** Ids of every entry of the manifest and of the rules that can be suppressed. */
  readonly knownIds: ReadonlySet<string>
  /** Those this run looked for in this file: not `off`, within `--only`. Only they can be called unused. */
  readonly activeIds: ReadonlySet<string>
  /** `YYYY-MM-DD` */
  readonly today: string
  /** The known id a person may have meant; null where none is near. */
  readonly suggest?: (id: string) => string | null
}

export interface SuppressionInput<T extends Suppressible> {
  readonly path: string
  readonly text: string
  readonly index: LineIndex
  readonly directives: readonly Directive[]
  readonly items: readonly T[]
  readonly rules: SuppressionRules
}

export interface SuppressedItem<T> {
  readonly item: T
  readonly suppression: { readonly reason: string; readonly until: string | null; readonly line: number }
}

export interface SuppressionOutcome<T> {
  /** In the order given. */
  readonly kept: readonly T[]
  readonly suppressed: readonly SuppressedItem<T>[]
  /** Suppressions that are unused, expired, without reason, unknown or unreadable. */
  readonly problems: readonly Unfingerprinted[]
}

/**
 * Sort one file's stale references into those that stay findings and those a comment excuses. A suppression without
 * a reason, past its date or unreadable excuses nothing: what it wanted to excuse is reported, and so is it.
 */
export const applySuppressions = <T extends Suppressible>(input: SuppressionInput<T>): SuppressionOutcome<T> => {
  if (input.directives.length === 0) return { kept: input.items, suppressed: [], problems: [] }
  const suppressions = input.directives
    .map((directive) => parseSuppression(directive, input.text, input.index))
    .filter((suppression) => suppression !== null)
  const covered = assignItems(suppressions, input.items, input.rules.today)

  const excused = new Map<T, SuppressedItem<T>['suppression']>()
  const problems: Unfingerprinted[] = []
  for (const suppression of suppressions) {
    const items = covered.get(suppression) ?? []
    const fault = findFault(suppression, items, input)
    if (fault !== null) problems.push(fault)
    if (!isValid(suppression, input.rules.today)) continue
    const { reason, until, line } = suppression
    for (const item of items) excused.set(item, { reason: reason ?? '', until, line })
  }
  for (const item of input.items) {
    const leader = item.follows === undefined ? undefined : input.items[item.follows]
    const excuse = leader === undefined ? undefined : excused.get(leader)
    if (excuse !== undefined && !excused.has(item)) excused.set(item, excuse)
  }
  return {
    kept: input.items.filter((item) => !excused.has(item)),
    suppressed: input.items.flatMap((item) => {
      const suppression = excused.get(item)
      return suppression === undefined ? [] : [{ item, suppression }]
    }),
    problems,
  }
}

const isExpired = (suppression: Suppression, today: string): boolean =>
  suppression.until !== null && today > suppression.until

const isValid = (suppression: Suppression, today: string): boolean =>
  suppression.problem === null && suppression.reason !== null && !isExpired(suppression, today)

/**
 * Every item goes to one suppression: a valid one before an expired one, one for its line before one for its file,
 * then the first written. The others are unused.
 */
const assignItems = <T extends Suppressible>(
  suppressions: readonly Suppression[],
  items: readonly T[],
  today: string,
): ReadonlyMap<Suppression, readonly T[]> => {
  const covered = new Map<Suppression, T[]>()
  const rank = (suppression: Suppression): number =>
    (isValid(suppression, today) ? 0 : 2) + (suppression.target === 'file' ? 1 : 0)
  // The first to speak for an id at a place.
  const first = new Map<string, { readonly suppression: Suppression; readonly order: number }>()
  for (const [order, suppression] of [...suppressions].sort((a, b) => rank(a) - rank(b)).entries()) {
    for (const { id } of suppression.ids) {
      const key = `${suppression.target} ${id}`
      if (!first.has(key)) first.set(key, { suppression, order })
    }
  }
  for (const item of items) {
    const targets = ['file', item.line, ...(item.statementLines ?? [])]
    const found = targets.flatMap((target) => first.get(`${target} ${item.migration}`) ?? [])
    const match = found.sort((a, b) => a.order - b.order)[0]?.suppression
    if (match === undefined) continue
    const list = covered.get(match)
    if (list === undefined) covered.set(match, [item])
    else list.push(item)
  }
  return covered
}

interface Fault {
  readonly rule: string
  readonly level: Finding['level']
  readonly message: string
  /** Ids to take out; empty: nothing to do by machine. */
  readonly dead: ReadonlySet<string>
}

const findFault = <T extends Suppressible>(
  suppression: Suppression,
  items: readonly T[],
  input: SuppressionInput<T>,
): Unfingerprinted | null => {
  const fault = diagnose(suppression, items, input.rules)
  return fault === null ? null : describe(fault, suppression, input)
}

const diagnose = (suppression: Suppression, items: readonly Suppressible[], rules: SuppressionRules): Fault | null => {
  if (suppression.problem !== null)
    return report('malformed-suppression', 'error', `Unreadable suppression: ${suppression.problem}`)
  const used = new Set(items.map((item) => item.migration))
  const unknown = suppression.ids.filter(({ id }) => !rules.knownIds.has(id)).map(({ id }) => id)
  const unused = suppression.ids.filter(({ id }) => rules.activeIds.has(id) && !used.has(id)).map(({ id }) => id)
  const misspelled = unknown.flatMap((id) => {
    const near = rules.suggest?.(id) ?? null
    return near === null ? [] : [{ id, near }]
  })
  if (misspelled.length > 0) {
    const list = misspelled.map(({ id, near }) => `\`${id}\` (did you mean \`${near}\`?)`).join(', ')
    return report('unknown-suppression', 'warning', `The manifest has no ${list}; this suppresses nothing`)
  }
  const dead = new Set([...unknown, ...unused])
  if (dead.size > 0) {
    const parts = [
      ...(unknown.length > 0 ? [`the manifest has no ${quoteAll(unknown)}`] : []),
      ...(unused.length > 0 ? [`nothing ${placeName(suppression)} is stale by ${quoteAll(unused)}`] : []),
    ]
    const rule = unused.length > 0 ? 'unused-suppression' : 'unknown-suppression'
    return { ...report(rule, 'warning', `Suppression without effect: ${parts.join('; ')}`), dead }
  }
  if (used.size === 0) return null // about entries this run did not look for
  if (suppression.reason === null) {
    return report('reasonless-suppression', 'error', `A suppression needs a reason: write ${SUPPRESSION_FORM}`)
  }
  if (isExpired(suppression, rules.today)) {
    return report('expired-suppression', 'warning', `This suppression expired: it counted until ${suppression.until}`)
  }
  return null
}

const report = (rule: string, level: Finding['level'], message: string): Fault => ({
  rule,
  level,
  message,
  dead: new Set(),
})

const quoteAll = (ids: readonly string[]): string => ids.map((id) => `\`${id}\``).join(', ')

const placeName = ({ target, line }: Suppression): string =>
  target === 'file' ? 'in this file' : target === line ? 'on this line' : `on line ${target}`

const describe = <T extends Suppressible>(
  fault: Fault,
  suppression: Suppression,
  { path, text, index }: SuppressionInput<T>,
): Unfingerprinted => {
  const fixable = fault.dead.size > 0
  const whole = suppression.ids.every(({ id }) => fault.dead.has(id))
  const edit = fixable ? removeSuppression(suppression, fault.dead, text, index) : null
  return {
    migration: fault.rule,
    kind: 'suppression',
    level: fault.level,
    consequence: 'works-today',
    path,
    ...locateSpan(index, suppression.span),
    symbol: suppression.ids.map(({ id }) => id).join(', '),
    message: fault.message,
    replacement: null,
    via: [],
    fix:
      edit === null
        ? null
        : {
            applicability: 'safe',
            title: whole ? 'Remove the suppression' : `Remove ${quoteAll([...fault.dead])} from the suppression`,
            edits: [locateEdit(index, path, edit)],
          },
    reason: null,
    owner: null,
    url: null,
  }
}
