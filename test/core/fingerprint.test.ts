import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fingerprintFindings } from '../../src/core/fingerprint.ts'
import { hashSha256 } from '../../src/core/sha256.ts'
import { makeFinding } from '../support/make-finding.ts'

test('hashSha256 agrees with node:crypto', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const wellFormed = Buffer.from(text).toString()
      expect(hashSha256(wellFormed)).toBe(createHash('sha256').update(wellFormed, 'utf8').digest('hex'))
    }),
  )
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 10_000]) {
    const text = 'x'.repeat(length)
    expect(hashSha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
  }
})

describe('fingerprintFindings', () => {
  const at = (start: number) => makeFinding({ start, end: start + 1, line: start, kind: 'usage' })

  test('moving lines changes nothing', () => {
    const before = fingerprintFindings([at(10), at(20)])
    const after = fingerprintFindings([at(500), at(900)])
    expect(after.map((finding) => finding.fingerprint)).toEqual(before.map((finding) => finding.fingerprint))
  })

  test('repetitions are told apart by position, whatever the order given', () => {
    const [first, second] = fingerprintFindings([at(10), at(20)])
    const [later, earlier] = fingerprintFindings([at(20), at(10)])
    expect(first?.fingerprint).not.toBe(second?.fingerprint)
    expect(later?.fingerprint).toBe(second?.fingerprint)
    expect(earlier?.fingerprint).toBe(first?.fingerprint)
  })

  test('each part of the identity counts, and parts do not run together', () => {
    const variants = [
      makeFinding(),
      makeFinding({ migration: 'x' }),
      makeFinding({ path: 'x' }),
      makeFinding({ symbol: 'x' }),
      makeFinding({ kind: 'usage' }),
      makeFinding({ migration: 'a","b', path: 'c' }),
      makeFinding({ migration: 'a', path: 'b","c' }),
    ]
    expect(new Set(fingerprintFindings(variants).map((finding) => finding.fingerprint)).size).toBe(variants.length)
  })
})
