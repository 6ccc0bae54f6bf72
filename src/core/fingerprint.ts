import type { Finding } from './finding.ts'
import { hashSha256 } from './sha256.ts'

/** What makes a finding the same finding tomorrow: no lines, no offsets. */
export type FindingIdentity = Pick<Finding, 'migration' | 'path' | 'symbol' | 'kind'>

export type Unfingerprinted = Omit<Finding, 'fingerprint'>

/** Identity fields as one string; JSON keeps any field content from running into the next. */
export const identityKey = (finding: FindingIdentity): string =>
  JSON.stringify([finding.migration, finding.path, finding.symbol, finding.kind])

/**
 * Number each item among those of its key, in the given order, from 1.
 */
export const numberOccurrences = <T>(items: readonly T[], keyOf: (item: T) => string): readonly number[] => {
  const seen = new Map<string, number>()
  return items.map((item) => {
    const key = keyOf(item)
    const occurrence = (seen.get(key) ?? 0) + 1
    seen.set(key, occurrence)
    return occurrence
  })
}

/**
 * sha-256 over migration, path, symbol, kind and occurrence (the how-manieth of these in its file, by position).
 * Give all findings of a file at once, suppressed and baselined ones too: a finding's number must not depend on
 * what happens to its neighbours. The order of the input is kept.
 */
export const fingerprintFindings = (findings: readonly Unfingerprinted[]): readonly Finding[] => {
  const order = findings.map((_, index) => index)
  order.sort((a, b) => {
    const [x, y] = [findings[a], findings[b]]
    return x === undefined || y === undefined ? 0 : x.start - y.start || x.end - y.end || a - b
  })
  const keys = findings.map(identityKey)
  const occurrences = numberOccurrences(order, (index) => keys[index] ?? '')
  const fingerprints: string[] = []
  order.forEach((index, nth) => {
    fingerprints[index] = hashSha256(`${keys[index]}\0${occurrences[nth]}`)
  })
  return findings.map((finding, index) => ({ ...finding, fingerprint: fingerprints[index] ?? '' }))
}
