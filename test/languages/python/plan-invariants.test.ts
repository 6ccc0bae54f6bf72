import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixPython } from './plan-support.ts'
import type { Retirement } from './plan-support.ts'

/*
 * Imports in every layout at random. Whatever the layout, the proof accepts the fix, fixing again changes nothing,
 * nothing stale is left, and no name, comment or line ending is lost.
 */

const RETIRED: readonly Retirement[] = [
  { from: 'old.mod#Thing', to: 'new.mod#Thing' },
  { from: 'old.mod#Old', to: 'old.mod#New' },
  { from: 'old.mod#Gone', to: 'other#Found' },
]

const names = fc.shuffledSubarray(['Thing', 'Old', 'Gone', 'Alpha', 'zeta', 'CONST'], { minLength: 1 })
const layouts = fc.constantFrom('line', 'brackets', 'lines', 'lines-bare', 'hanging', 'backslash')
const eols = fc.constantFrom('\n', '\r\n')
const blocks = fc.constantFrom('module', 'function', 'if', 'try', 'semicolon', 'one-line')
const hosts = fc.constantFrom(
  '',
  'from new.mod import Host',
  'from new.mod import (\n    Aaa,\n    Zzz,\n)',
  'from other import (A,\n                   B)',
)

function spell(list: readonly string[], layout: string, comments: boolean, indent: string): string {
  const head = 'from old.mod import '
  const note = (name: string): string => (comments ? `  # about ${name}` : '')
  if (layout === 'brackets') return `${head}(${list.join(', ')})`
  if (layout === 'lines')
    return `${head}(\n${list.map((name) => `${indent}    ${name},${note(name)}\n`).join('')}${indent})`
  if (layout === 'lines-bare')
    return `${head}(\n${list.map((name, at) => `${indent}    ${name}${at < list.length - 1 ? ',' : ''}${note(name)}\n`).join('')}${indent})`
  if (layout === 'hanging') return `${head}(${list.join(`,\n${indent}     `)})`
  if (layout === 'backslash') return `${head}${list.join(`, \\\n${indent}    `)}`
  return head + list.join(', ')
}

function program(list: readonly string[], layout: string, block: string, host: string, comments: boolean): string {
  const uses = `print(${list.join(', ')})`
  const top = host === '' ? '' : `${host}\n`
  if (block === 'function') return `${top}\n\ndef f():\n    ${spell(list, layout, comments, '    ')}\n    ${uses}\n`
  if (block === 'if') return `${top}if True:\n    ${spell(list, layout, comments, '    ')}\n${uses}\n`
  if (block === 'try')
    return `${top}try:\n    ${spell(list, layout, comments, '    ')}\nexcept ImportError:\n    raise\n${uses}\n`
  if (block === 'semicolon') return `${top}x = 1; ${spell(list, layout, false, '')}; ${uses}\n`
  if (block === 'one-line') return `${top}if True: ${spell(list, layout, false, '')}\n${uses}\n`
  return `${top}${spell(list, layout, comments, '')}\n${uses}\n`
}

const NEXT: Readonly<Record<string, string>> = { Old: 'New', Gone: 'Found' }

describe('any layout', () => {
  it('is fixed once and for all', () => {
    fc.assert(
      fc.property(
        names,
        layouts,
        blocks,
        hosts,
        fc.boolean(),
        eols,
        fc.boolean(),
        (list, layout, block, host, comments, eol, newline) => {
          const text = program(list, layout, block, host, comments)
          const before = (newline ? text : text.slice(0, -1)).replaceAll('\n', eol)
          const first = fixPython(before, RETIRED)
          expect(first.refused).toEqual([])
          expect(first.manual).toEqual([])
          expect(fixPython(first.after, RETIRED).matches).toEqual([])
          expect(first.after).toContain(`print(${list.map((name) => NEXT[name] ?? name).join(', ')})`)
          for (const comment of before.match(/# about \w+/g) ?? []) expect(first.after).toContain(comment)
          expect(first.after.replaceAll(eol, '').match(/[\r\n]/)).toBeNull()
          expect(first.after.match(/[ \t]+(?=\r?\n)/)).toBeNull()
          expect(first.after.endsWith(eol)).toBe(newline)
        },
      ),
      { numRuns: 300, seed: 20261123 },
    )
  })

  it('is left alone where nothing in it is retired', () => {
    fc.assert(
      fc.property(names, layouts, blocks, fc.boolean(), (list, layout, block, comments) => {
        const kept = list.filter((name) => !['Thing', 'Old', 'Gone'].includes(name))
        if (kept.length === 0) return
        const before = program(kept, layout, block, '', comments)
        expect(fixPython(before, RETIRED).changes).toEqual([])
      }),
      { numRuns: 100, seed: 20261123 },
    )
  })
})
