import fc from 'fast-check'
import { CONSEQUENCES, type Finding } from '../../src/core/finding.ts'
import { fingerprintFindings } from '../../src/core/fingerprint.ts'
import type { RunReport } from '../../src/core/report.ts'
import { makeFinding, makeReport } from './make-finding.ts'

/** What a hostile repository can put into names, paths and source lines. */
export const nastyText: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      'a',
      'B',
      ' ',
      '\t',
      '\n',
      '\r',
      '\r\n',
      '\u001b[31m',
      '\u0000',
      '\u0007',
      '\u009b1m',
      '\u202e',
      '\u2028',
      '\ud83d',
      '\udc00',
      '😀',
      '漢',
      '%',
      ':',
      ',',
      '::',
      ']]>',
      '<script>',
      '</script>',
      '<!--',
      '&',
      '"',
      "'",
      '`',
      '\\',
      '[x](y)',
      '$&',
      '\uFFFE',
      '\uFEFF',
      '/',
      '..',
      '#',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

const findingArbitrary: fc.Arbitrary<Finding> = fc
  .record({
    migration: nastyText.map((text) => `id${text}`),
    path: nastyText.map((text) => `src/${text}.py`),
    symbol: nastyText,
    message: nastyText.map((text) => `message ${text}`),
    snippet: nastyText.map((text) => text.replace(/[\r\n]/g, '')),
    replacement: fc.option(nastyText),
    reason: fc.option(nastyText),
    owner: fc.option(nastyText),
    url: fc.option(nastyText),
    via: fc.array(nastyText, { maxLength: 2 }),
    level: fc.constantFrom('error' as const, 'warning' as const, 'note' as const),
    consequence: fc.constantFrom(...CONSEQUENCES),
    kind: fc.constantFrom('import' as const, 'usage' as const, 'leftover' as const, 'suppression' as const),
    line: fc.integer({ min: 1, max: 40 }),
    column: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 0, max: 9 }),
    more: fc.integer({ min: 0, max: 2 }),
    applicability: fc.option(fc.constantFrom('safe' as const, 'unsafe' as const, 'manual' as const)),
  })
  .map(({ width, more, applicability, ...part }) =>
    makeFinding({
      ...part,
      endLine: part.line + more,
      endColumn: more === 0 ? part.column + width : width + 1,
      start: part.line * 100 + part.column,
      end: part.line * 100 + part.column + width,
      fix:
        applicability === null
          ? null
          : {
              applicability,
              title: `Replace ${part.symbol}`,
              edits:
                applicability === 'manual'
                  ? []
                  : [
                      {
                        path: part.path,
                        start: 1,
                        end: 2,
                        text: part.message,
                        line: part.line,
                        column: 1,
                        endLine: part.line,
                        endColumn: 2,
                      },
                    ],
            },
    }),
  )

export const reportArbitrary: fc.Arbitrary<RunReport> = fc
  .record({
    findings: fc.array(findingArbitrary, { maxLength: 30 }),
    suppressed: fc.array(findingArbitrary, { maxLength: 3 }),
    baselined: fc.array(findingArbitrary, { maxLength: 3 }),
    status: fc.constantFrom('pass' as const, 'warn' as const, 'fail' as const),
    text: nastyText,
  })
  .map(({ findings, suppressed, baselined, status, text }) =>
    makeReport({
      status,
      findings: fingerprintFindings(findings),
      suppressed: fingerprintFindings(suppressed).map((finding) => ({
        ...finding,
        suppression: { reason: `why ${text}`, until: '2026-01-31', line: 3 },
      })),
      baselined: fingerprintFindings(baselined),
      skipped: [{ path: text, reason: `reason ${text}` }],
      unanalysable: [{ path: text, line: 1, column: 1, what: `what ${text}` }],
      notices: [`notice ${text}`],
    }),
  )
