import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html } from '../../src/reporters/html.ts'
import type { ReporterContext } from '../../src/reporters/reporter.ts'
import { makeFinding, makeReport } from '../support/make-finding.ts'
import { reportArbitrary } from '../support/make-reports.ts'

const PLAIN: ReporterContext = { color: false, root: '/repo', width: 100, verbose: false }

test('nothing of the repository becomes markup', () => {
  fc.assert(
    fc.property(reportArbitrary, (report) => {
      const page = html.render(report, PLAIN)
      expect(page.match(/<script>/g)).toHaveLength(1)
      expect(page.match(/<\/script>/g)).toHaveLength(1)
      expect(page).not.toContain('<!--')
    }),
  )
  const evil = '"><img src=x onerror=alert(1)>'
  const page = html.render(
    makeReport({
      findings: [
        makeFinding({
          path: evil,
          message: evil,
          snippet: evil,
          owner: evil,
          migration: evil,
          url: 'javascript:alert(1)',
        }),
      ],
    }),
    PLAIN,
  )
  expect(page).not.toContain('<img')
  expect(page).not.toContain('javascript:')
})

test('needs nothing else', () => {
  const page = html.render(makeReport({ findings: [makeFinding()] }), PLAIN)
  expect(page).not.toMatch(/<link|<script src|@import|url\(/)
  expect(page.match(/(?:src|href)="[^"]*"/g)).toEqual(['href="https://example.com/why"'])
})

test('an independent parser finds every row and bar', () => {
  const findings = [
    makeFinding(),
    makeFinding({ start: 99, consequence: 'silent', migration: 'beta-flag', owner: null, replacement: null }),
  ]
  const page = html.render(makeReport({ findings }), PLAIN)
  const script = `
import sys
from html.parser import HTMLParser
class P(HTMLParser):
    rows = 0; bars = 0; options = []
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == 'tr' and 'data-level' in a: self.rows += 1
        if tag == 'rect': self.bars += 1
p = P(); p.feed(sys.stdin.read()); print(p.rows, p.bars)
`
  expect(execFileSync('python3', ['-c', script], { input: page, encoding: 'utf8' }).trim()).toBe('2 9')
})

test('a clean report says so', () => {
  expect(html.render(makeReport({ status: 'pass' }), PLAIN)).toContain('No stale references.')
})
