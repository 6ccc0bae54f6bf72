import type { Finding } from '../../src/core/finding.ts'
import {
  type Broken,
  type Files,
  type Observation,
  type Mutation,
  type Oracle,
  overlayFiles,
  type Site,
} from './model.ts'
import { runTool } from './tool.ts'

export interface Verdict {
  readonly mutation: Mutation
  /** Broken places by the checker, and how many of them a finding covers. */
  readonly broken: number
  readonly brokenFound: number
  /** Spelled places by the rename engine, and how many of them a finding covers. */
  readonly sites: number
  readonly sitesFound: number
  readonly findings: number
  /** Findings that neither the checker nor the rename engine knows of, of kinds they should know. */
  readonly falseFindings: number
  /** Findings of kinds the oracle cannot see (strings, mocks, JSDoc) and could not confirm otherwise. */
  readonly beyond: number
  readonly files: { identical: number; equivalent: number; manual: number; wrong: number }
  /** What to look at, one line each. */
  readonly remarks: readonly string[]
}

const BEYOND = new Set<string>([
  'string',
  'public-name',
  'mock-string',
  'resolve-string',
  'jsdoc',
  'triple-slash',
  'dynamic-import',
  'require',
  'leftover',
])

/** Also uses of what such a construct brings, and files that only embed code. */
function isBeyond(finding: Finding, all: readonly Finding[]): boolean {
  if (BEYOND.has(finding.kind) || !/\.(?:pyi?|[mc]?[jt]sx?)$/.test(finding.path)) return true
  return (
    finding.kind === 'usage' &&
    all.some((other) => other.path === finding.path && (other.kind === 'require' || other.kind === 'dynamic-import'))
  )
}

const covers = (finding: Finding, site: Site): boolean =>
  finding.path === site.path && finding.start < site.end && site.start < finding.end

/** What only moved: whoever imports it from a barrel has nothing to change, the barrel has. */
function isIndirect({ kind, title }: Mutation, site: Broken): boolean {
  if (site.indirect && (kind === 'move' || kind === 'module')) return true
  const name = / has no \(?(?:exported member )?'?([\w$]+)/.exec(site.message)?.[1]
  const stem = /([\w$]+) →/.exec(title)?.[1]
  return kind === 'module' && name !== undefined && (name !== stem || !/\.pyi?$/.test(site.path))
}

export async function judgeMutation(files: Files, oracle: Oracle, mutation: Mutation): Promise<Verdict> {
  const remarks: string[] = []
  const mutated = overlayFiles(files, mutation.overlay)
  const broken = (await oracle.findBroken(mutation.overlay, mutation.concerned)).filter(
    (site) => !mutation.overlay.has(site.path),
  )
  const { findings, changes } = await runTool(mutated, mutation.entry)
  const at = (site: Site): string => `${site.path}:${lineOf(mutated.get(site.path) ?? '', site.start)}`

  const direct = broken.filter((site) => !isIndirect(mutation, site))
  const missed = direct.filter((site) => !findings.some((finding) => covers(finding, site)))
  for (const site of missed) remarks.push(`missed ${at(site)} ${site.message}`)
  const sites = mutation.sites ?? []
  const missedSites = sites.filter((site) => !findings.some((finding) => covers(finding, site)))
  for (const site of missedSites)
    remarks.push(`missed site ${at(site)} ${(mutated.get(site.path) ?? '').slice(site.start, site.end)}`)

  const known = [...broken, ...mutation.spelled]
  let falseFindings = 0
  let beyond = 0
  for (const finding of findings) {
    if (known.some((site) => covers(finding, site))) continue
    const changedByOracle = mutation.rewritten?.has(finding.path) ?? false
    if (mutation.kind === 'module' && changedByOracle) continue
    // `from pkg import old` … `old.x`: the local name of a module that moved goes along.
    if (mutation.kind === 'module' && finding.kind === 'usage' && known.some((site) => site.path === finding.path))
      continue
    if (isBeyond(finding, findings)) {
      const isUse = finding.kind === 'usage' || finding.kind === 'namespace-member'
      const confirmed =
        finding.kind !== 'leftover' && (await oracle.confirms?.(mutation, finding.path, finding.line, isUse))
      if (confirmed !== true) {
        beyond++
        remarks.push(`unjudged ${finding.kind} ${finding.path}:${finding.line} ${finding.symbol}`)
      }
    } else {
      falseFindings++
      remarks.push(
        `false ${finding.kind} ${finding.path}:${finding.line}:${finding.column} ${finding.symbol} ${finding.reason ?? ''}`,
      )
    }
  }

  const outcome = await judgeFix(files, mutated, oracle, mutation, changes, findings, remarks)
  return {
    mutation,
    broken: direct.length,
    brokenFound: direct.length - missed.length,
    sites: sites.length,
    sitesFound: sites.length - missedSites.length,
    findings: findings.length,
    falseFindings,
    beyond,
    files: outcome,
    remarks,
  }
}

async function judgeFix(
  files: Files,
  mutated: Files,
  oracle: Oracle,
  mutation: Mutation,
  changes: Files,
  findings: readonly Finding[],
  remarks: string[],
): Promise<Verdict['files']> {
  const fixed = overlayFiles(mutated, changes)
  const overlay = overlayFiles(new Map(), new Map([...mutation.overlay, ...changes]))
  const left = new Map<string, string | null>([
    ...overlay,
    ...[...mutation.overlay].filter(([, text]) => text === null),
  ])
  const broken = (await oracle.findBroken(left, [...new Set([...mutation.concerned, ...changes.keys()])])).filter(
    (site) => !mutation.overlay.has(site.path),
  )
  const again = await runTool(fixed, mutation.entry)
  for (const path of again.changes.keys()) remarks.push(`fixing twice changes ${path}`)
  for (const finding of again.findings)
    if (finding.fix?.applicability === 'safe')
      remarks.push(`safe fix left after fixing: ${finding.path}:${finding.line}`)
    else if (!finding.reason) remarks.push(`left without a reason: ${finding.path}:${finding.line}`)

  const before = await oracle.inspect(pickFiles(files, changes.keys()))
  const after = await oracle.inspect(changes)
  const outcome = { identical: 0, equivalent: 0, manual: 0, wrong: 0 }
  const observed = await observeBoth(oracle, mutation, left, [
    ...new Set([...changes.keys(), ...findings.map((finding) => finding.path)]),
  ])
  const paths = new Set([
    ...changes.keys(),
    ...(mutation.rewritten?.keys() ?? []),
    ...findings.map((finding) => finding.path),
  ])
  for (const path of paths) {
    if (mutation.overlay.has(path)) continue
    const result = fixed.get(path) ?? ''
    const faults = faultsOf(
      path,
      broken,
      again.findings,
      before.get(path),
      after.get(path),
      mutation,
      remarks,
      changes.has(path),
    )
    const seen = observed?.get(path)
    const isLeft = again.findings.some((finding) => finding.path === path)
    // What is left for a person means nothing yet.
    if (!isLeft && seen && seen.after.uses < seen.before.uses)
      faults.push(`means it ${seen.after.uses} times, not ${seen.before.uses}`)
    if (faults.length > 0) {
      outcome.wrong++
      for (const fault of faults) remarks.push(`wrong ${path}: ${fault}`)
    } else if (isLeft) {
      outcome.manual++
      for (const finding of again.findings.filter((item) => item.path === path))
        remarks.push(`manual ${path}:${finding.line} ${finding.kind} ${finding.symbol}: ${finding.reason}`)
    } else if (mutation.rewritten && result === (mutation.rewritten.get(path) ?? mutated.get(path))) outcome.identical++
    else if (!mutation.rewritten && seen && isSameProgram(mutation, seen, before.get(path), after.get(path)))
      outcome.identical++
    else if (!mutation.rewritten && seen && isSameBesides(mutation, seen, before.get(path), after.get(path)))
      outcome.identical++
    else {
      outcome.equivalent++
      if (!mutation.rewritten && seen)
        remarks.push(`imports ${path}: ${difference(expectedImports(mutation, seen.before), seen.after.imports)}`)
      if (mutation.rewritten)
        remarks.push(
          `differs ${path}: ${firstDifference(mutation.rewritten.get(path) ?? mutated.get(path) ?? '', result)}`,
        )
    }
  }
  return outcome
}

interface Seen {
  readonly before: Observation
  readonly after: Observation
}

async function observeBoth(
  oracle: Oracle,
  { symbol, module }: Mutation,
  overlay: ReadonlyMap<string, string | null>,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Seen> | null> {
  const places = symbol ?? module
  if (!places || !oracle.observe) return null
  const before = await oracle.observe(new Map(), paths, places.before)
  const after = await oracle.observe(overlay, paths, places.after)
  const seen = new Map<string, Seen>()
  for (const path of paths) {
    const [one, other] = [before.get(path), after.get(path)]
    if (one && other) seen.set(path, { before: one, after: other })
  }
  return seen
}

function expectedImports({ symbol }: Pick<Mutation, 'symbol'>, { imports }: Observation): string[] {
  if (!symbol) return [...imports]
  const from = `${symbol.before.path}#${symbol.before.name} as `
  return imports.map((item) => {
    if (!item.startsWith(from)) return item
    const local = item.slice(from.length)
    return `${symbol.after.path}#${symbol.after.name} as ${local === symbol.before.name ? symbol.after.name : local}`
  })
}

/** What one list has and the other has not; empty: the same, in whatever order. */
function difference(expected: readonly string[], actual: readonly string[]): string {
  const missing = expected.filter((item) => !actual.includes(item)).map((item) => `-${item}`)
  return [...missing, ...actual.filter((item) => !expected.includes(item)).map((item) => `+${item}`)].join(' ')
}

/** The imports are those of the healthy file with the symbol's new place, whatever their order, and the rest says the same. */
function isSameProgram({ symbol }: Mutation, { before, after }: Seen, was: Inspected, is: Inspected): boolean {
  if (!symbol || !was || !is) return false
  if (difference(expectedImports({ symbol }, before), after.imports) !== '') return false
  const renamed = is.rest.split(' ').map((token) => (token === symbol.after.name ? symbol.before.name : token))
  return renamed.join(' ') === was.rest
}

/** The same of a module that moved: its path and its name take the place of the old ones, and nothing else changes. */
function isSameBesides({ module }: Mutation, { before, after }: Seen, was: Inspected, is: Inspected): boolean {
  if (!module || !was || !is) return false
  const stems = [module.before.name, module.after.name].map((name) => name.split('.').at(-1) ?? name)
  const expected = before.imports.map((item) => {
    const [where = '', local = ''] = item.split(' as ')
    const moved = where === `${module.before.path}#*` || where.startsWith(`${module.before.path}#`)
    if (!moved) return item
    const next = local === module.before.name ? module.after.name : local === stems[0] ? stems[1] : local
    return `${module.after.path}${where.slice(module.before.path.length)} as ${next}`
  })
  if (difference(expected, after.imports) !== '') return false
  const spelled = [module.before.name, module.after.name].flatMap((name) => [name.split('.').join(' . '), name])
  const neutral = (text: string): string =>
    [...spelled, ...stems].reduce(
      (done, name) => done.split(` ${name} `).join(' MODULE ').split(name).join('MODULE'),
      text,
    )
  return neutral(was.rest) === neutral(is.rest)
}

type Inspected = Awaited<ReturnType<Oracle['inspect']>> extends ReadonlyMap<string, infer T> ? T | undefined : never

function faultsOf(
  path: string,
  broken: readonly Broken[],
  left: readonly Finding[],
  before: Inspected,
  after: Inspected,
  mutation: Mutation,
  remarks: string[],
  changed: boolean,
): string[] {
  const faults = broken
    .filter((site) => site.path === path && !left.some((finding) => covers(finding, site)))
    .map((site) => `still broken: ${site.message}`)
  if (!changed || !before || !after) return faults
  if (!after.parses && before.parses) faults.push('does not parse')
  for (const name of after.undefined) if (!before.undefined.includes(name)) faults.push(`unbound: ${name}`)
  const unused = after.unused.filter((name) => !before.unused.includes(name))
  if (
    unused.length > before.unused.length + unused.length - after.unused.length &&
    after.unused.length > before.unused.length
  )
    faults.push(`newly unused: ${unused.join(', ')}`)
  if ((mutation.kind === 'move' || mutation.kind === 'module') && before.rest !== after.rest)
    remarks.push(`body ${path}: ${firstDifference(before.rest, after.rest)}`)
  return faults
}

function pickFiles(files: Files, paths: Iterable<string>): Files {
  return new Map([...paths].map((path) => [path, files.get(path) ?? '']))
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

function firstDifference(expected: string, actual: string): string {
  let at = 0
  while (at < expected.length && expected[at] === actual[at]) at++
  const from = Math.max(0, at - 40)
  return `${JSON.stringify(expected.slice(from, at + 70))} ≠ ${JSON.stringify(actual.slice(from, at + 70))} (line ${lineOf(expected, at)})`
}
