import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { create } from 'xmlbuilder2'
import type { RunReport } from '../../src/core/report.ts'
import { parseReport } from '../../src/core/report-file.ts'
import { loadReporter, REPORTER_NAMES, type ReporterName } from '../../src/reporters/registry.ts'
import type { ReporterContext } from '../../src/reporters/reporter.ts'
import { makeFinding, makeReport } from '../support/make-finding.ts'
import { reportArbitrary } from '../support/make-reports.ts'

const PLAIN: ReporterContext = { color: false, root: '/repo', width: 100, verbose: false }

const render = async (name: ReporterName, report: RunReport, context = PLAIN): Promise<string> =>
  (await loadReporter(name)).render(report, context)

/** draft-04 says `id` where later drafts say `$id`; these schemas use nothing else that changed. */
const compile = (path: string) => {
  const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(path, 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true })
  ajv.addFormat('uri', (text: string) => URL.canParse(text))
  ajv.addFormat(
    'uri-reference',
    (text: string) => URL.canParse(text, 'https://example.com/') && !/[\s"<>\\^`{|}]/.test(text),
  )
  ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)))
  const validate = ajv.compile(schema)
  return (value: unknown): unknown => (validate(value) ? [] : validate.errors)
}

const always = (name: ReporterName, check: (text: string, report: RunReport) => void | Promise<void>) =>
  fc.assert(
    fc.asyncProperty(reportArbitrary, async (report) => {
      await check(await render(name, report), report)
    }),
    { numRuns: 150 },
  )

describe('json', () => {
  const validate = compile('schema/report.schema.json')

  test('always fits its schema, and reads back as the same report', async () => {
    await always('json', (text, report) => {
      expect(validate(JSON.parse(text))).toEqual([])
      expect(parseReport(text, 'r.json').summary.total).toBe(report.findings.length)
    })
  })

  test('the schema refuses what is not in the contract', () => {
    const report = makeReport({ findings: [makeFinding()] })
    expect(validate(report)).toEqual([])
    expect(validate({ ...report, extra: 1 })).not.toEqual([])
    expect(validate({ ...report, findings: [{ ...makeFinding(), extra: 1 }] })).not.toEqual([])
    expect(validate({ ...report, status: 'ok' })).not.toEqual([])
  })

  test('one finding a line', async () => {
    const text = await render('json', makeReport({ findings: [makeFinding(), makeFinding({ start: 90 })] }))
    expect(text.split('\n').filter((line) => line.startsWith('{"migration":'))).toHaveLength(2)
  })

  test('a long change that many findings share is written once', async () => {
    const textOf = (count: number): Promise<string> => {
      const edits = Array.from({ length: count }, (_, at) => ({
        path: 'app/admin.py',
        start: at * 9,
        end: at * 9 + 3,
        text: 'new',
      }))
      const fix = { applicability: 'safe', title: 'Use it', edits } as const
      const findings = edits.map(({ start }, at) =>
        makeFinding({ start, fix, fingerprint: at.toString(16).padStart(64, '0') }),
      )
      return render('json', makeReport({ findings }))
    }
    const short: RunReport = JSON.parse(await textOf(20))
    expect(short.findings.map(({ fix }) => [fix?.edits.length, fix?.editsOf])).toEqual(Array(20).fill([20, undefined]))
    const [small, large] = [await textOf(200), await textOf(400)]
    const [first, second] = (JSON.parse(small) as RunReport).findings
    expect(validate(JSON.parse(small))).toEqual([])
    expect([first?.fix?.edits.length, second?.fix]).toEqual([
      200,
      { applicability: 'safe', title: 'Use it', edits: [], editsOf: first?.fingerprint },
    ])
    expect(large.length).toBeLessThan(small.length * 2.1)
    expect(await render('json', parseReport(small, 'r.json'))).toBe(small)
  })

  test('status is the same without the lists', async () => {
    const report = makeReport({ findings: [makeFinding()] })
    const { findings: _, ...rest } = JSON.parse(await render('json', report))
    const status = JSON.parse(await render('status', report))
    expect(status).toEqual({
      version: 1,
      status: 'fail',
      tool: rest.tool,
      manifest: rest.manifest,
      source: rest.source,
      summary: rest.summary,
      notices: [],
    })
  })
})

describe('sarif', () => {
  const validate = compile('test/schemas/sarif-2.1.0.json')

  test('always fits the OASIS schema', async () => {
    await always('sarif', (text, report) => {
      const log = JSON.parse(text)
      expect(validate(log)).toEqual([])
      const [run] = log.runs
      expect(run.results).toHaveLength(report.findings.length + report.suppressed.length + report.baselined.length)
      for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
    })
  })

  test('a path that begins with slashes names no host', async () => {
    const report = makeReport({ skipped: [{ path: '//', reason: 'unreadable' }] })
    expect(validate(JSON.parse(await render('sarif', report)))).toEqual([])
  })

  test('holds all rules, four region fields, fixes, suppressions, baseline states and fingerprints', async () => {
    const edits = [
      {
        path: 'app/admin.py',
        start: 5,
        end: 31,
        text: 'app.tools.unified',
        line: 3,
        column: 6,
        endLine: 3,
        endColumn: 32,
      },
      { path: 'app/admin.py', start: 60, end: 74, text: '' },
    ]
    const report = makeReport({
      findings: [makeFinding({ fix: { applicability: 'safe', title: 'Replace', edits } })],
      suppressed: [{ ...makeFinding({ start: 1 }), suppression: { reason: 'later', until: '2026-01-31', line: 2 } }],
      baselined: [makeFinding({ start: 2, migration: 'beta-flag' })],
      skipped: [{ path: 'a b.bin', reason: 'binary' }],
    })
    const [run] = JSON.parse(await render('sarif', report)).runs
    expect(run.columnKind).toBe('utf16CodeUnits')
    expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(
      expect.arrayContaining(['tool-dispatcher', 'beta-flag', 'unused-suppression', 'dangling-import']),
    )
    expect(run.tool.driver.rules[1]).toMatchObject({
      id: 'tool-dispatcher',
      helpUri: 'https://example.com/why',
      defaultConfiguration: { level: 'error' },
    })
    const [open, excused, known] = run.results
    expect(open.locations[0].physicalLocation.region).toEqual({
      startLine: 3,
      startColumn: 40,
      endLine: 3,
      endColumn: 54,
      snippet: { text: 'ToolDispatcher' },
    })
    expect(open.fixes[0].artifactChanges[0].replacements).toEqual([
      {
        deletedRegion: { startLine: 3, startColumn: 6, endLine: 3, endColumn: 32 },
        insertedContent: { text: 'app.tools.unified' },
      },
      { deletedRegion: { charOffset: 60, charLength: 14 } },
    ])
    expect(open.partialFingerprints).toEqual({ 'repoint/v1': 'a'.repeat(64) })
    expect([open.baselineState, known.baselineState]).toEqual(['new', 'unchanged'])
    expect(excused.suppressions).toEqual([
      { kind: 'inSource', status: 'accepted', justification: 'later (until 2026-01-31)' },
    ])
    expect(run.invocations[0].toolExecutionNotifications[0].locations[0].physicalLocation.artifactLocation.uri).toBe(
      'a%20b.bin',
    )
  })
})

describe('gitlab', () => {
  const validate = compile('test/schemas/gitlab-code-quality.json')

  test('always fits its format, every fingerprint once', async () => {
    await always('gitlab', (text) => {
      const issues = JSON.parse(text)
      expect(validate(issues)).toEqual([])
      const fingerprints = issues.map((issue: { fingerprint: string }) => issue.fingerprint)
      expect(new Set(fingerprints).size).toBe(fingerprints.length)
    })
  })

  test('fingerprints do not depend on lines; equal ones are told apart', async () => {
    const at = async (line: number) =>
      JSON.parse(
        await render(
          'gitlab',
          makeReport({ findings: [makeFinding({ line, endLine: line }), makeFinding({ start: 99 })] }),
        ),
      ).map((issue: { fingerprint: string }) => issue.fingerprint)
    expect(await at(3)).toEqual(await at(300))
    expect(new Set(await at(3)).size).toBe(2)
  })

  test('severities follow level and consequence', async () => {
    const findings = [
      makeFinding(),
      makeFinding({ consequence: 'silent' }),
      makeFinding({ consequence: 'works-today' }),
      makeFinding({ level: 'warning' }),
      makeFinding({ level: 'note' }),
    ]
    const issues = JSON.parse(await render('gitlab', makeReport({ findings })))
    expect(new Set(issues.map((issue: { severity: string }) => issue.severity))).toEqual(
      new Set(['blocker', 'critical', 'major', 'minor', 'info']),
    )
  })
})

describe('rdjson', () => {
  const validate = compile('test/schemas/rdjson.json')

  test('always fits its format', async () => {
    await always('rdjson', (text) => expect(validate(JSON.parse(text))).toEqual([]))
  })

  test('columns count bytes of UTF-8; one safe edit is a suggestion', async () => {
    const snippet = 'x = "é😀", Old'
    const column = snippet.indexOf('Old') + 1
    const edit = {
      path: 'app/admin.py',
      start: 0,
      end: 3,
      text: 'New',
      line: 3,
      column,
      endLine: 3,
      endColumn: column + 3,
    }
    const finding = makeFinding({
      snippet,
      column,
      endColumn: column + 3,
      fix: { applicability: 'safe', title: 'x', edits: [edit] },
    })
    const [diagnostic] = JSON.parse(await render('rdjson', makeReport({ findings: [finding] }))).diagnostics
    const bytes = Buffer.byteLength('x = "é😀", ') + 1
    const range = { start: { line: 3, column: bytes }, end: { line: 3, column: bytes + 3 } }
    expect(diagnostic.location.range).toEqual(range)
    expect(diagnostic.suggestions).toEqual([{ range, text: 'New' }])
  })

  test('where a line is not at hand, ranges are whole lines and nothing is suggested', async () => {
    const edit = { path: 'app/admin.py', start: 0, end: 3, text: 'New', line: 1, column: 1, endLine: 1, endColumn: 4 }
    const finding = makeFinding({ endLine: 5, fix: { applicability: 'safe', title: 'x', edits: [edit] } })
    const report = makeReport({ findings: [finding] })
    const [diagnostic] = JSON.parse(await render('rdjson', report)).diagnostics
    expect(diagnostic.location.range).toEqual({ start: { line: 3 }, end: { line: 5 } })
    expect(diagnostic.suggestions).toBeUndefined()
    const changes = [{ path: 'app/admin.py', before: 'Old\n', after: 'New\n', settles: [] }] as const
    const withText = JSON.parse(await render('rdjson', report, { ...PLAIN, changes: changes as never })).diagnostics[0]
    expect(withText.suggestions).toHaveLength(1)
  })
})

const XML_LEGAL = /^[\t\n\r\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u

describe.each(['junit', 'checkstyle'] as const)('%s', (name) => {
  test('is always well-formed XML without illegal characters', async () => {
    await always(name, (text) => {
      expect(text).toMatch(XML_LEGAL)
      expect(() => create(text)).not.toThrow()
    })
  })

  test('an independent parser reads it', async () => {
    const samples = fc.sample(reportArbitrary, { numRuns: 12, seed: 7 })
    for (const report of samples) {
      const text = await render(name, report)
      const script = 'import sys, xml.etree.ElementTree as e; r = e.fromstring(sys.stdin.buffer.read()); print(r.tag)'
      const tag = execFileSync('python3', ['-c', script], { input: text, encoding: 'utf8' }).trim()
      expect(tag).toBe(name === 'junit' ? 'testsuites' : 'checkstyle')
    }
  })
})

test('junit: errors fail, warnings pass, and a clean run has a case', async () => {
  const text = await render(
    'junit',
    makeReport({ findings: [makeFinding(), makeFinding({ level: 'warning', start: 99 })] }),
  )
  expect(text).toContain('tests="2" failures="1"')
  expect(text).toContain('app/admin.py:3:40')
  const clean = await render('junit', makeReport({ status: 'pass' }))
  expect(clean).toContain('tests="1" failures="0"')
})

test('checkstyle: files, lines and severities', async () => {
  const text = await render(
    'checkstyle',
    makeReport({ findings: [makeFinding(), makeFinding({ level: 'note', start: 99 })] }),
  )
  expect(text).toContain('<file name="app/admin.py">')
  expect(text).toContain('line="3" column="40" severity="error"')
  expect(text).toContain('severity="info"')
})

describe('github', () => {
  const COMMAND = /^::(error|warning|notice) ([a-zA-Z]+=[^,:\r\n]*)(,[a-zA-Z]+=[^,:\r\n]*)*::[^\r\n]+$/

  test('always gives well-formed commands, errors first, ten of each kind at most', async () => {
    await always('github', (text) => {
      const lines = text.trimEnd().split('\n')
      const commands = lines.slice(0, -1)
      for (const line of commands) expect(line).toMatch(COMMAND)
      const kinds = commands.map((line) =>
        ['::error ', '::warning ', '::notice '].findIndex((kind) => line.startsWith(kind)),
      )
      expect(kinds).toEqual([...kinds].sort())
      for (const kind of [0, 1, 2]) expect(kinds.filter((found) => found === kind).length).toBeLessThanOrEqual(10)
    })
  })

  test('counts what it drops', async () => {
    const findings = Array.from({ length: 13 }, (_, nth) => makeFinding({ start: nth }))
    const lines = (await render('github', makeReport({ findings }))).split('\n')
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10)
    expect(lines.find((line) => line.startsWith('::notice '))).toContain('3 more errors')
  })

  test('escapes as the runner unescapes', async () => {
    const text = await render(
      'github',
      makeReport({ findings: [makeFinding({ path: 'a,b:c%d.py', message: '100%\nnext', replacement: null })] }),
    )
    expect(text).toContain('file=a%2Cb%3Ac%25d.py,line=3')
    expect(text).toContain('::100%25\\nnext')
  })
})

describe('unix and agent', () => {
  test('unix is one line a finding', async () => {
    await always('unix', (text, report) =>
      expect(text === '' ? 0 : text.trimEnd().split('\n').length).toBe(report.findings.length),
    )
    expect(await render('unix', makeReport({ findings: [makeFinding()] }))).toBe(
      'app/admin.py:3:40: `app.agents.tool_dispatcher#ToolDispatcher` is retired: use `app.tools.unified#UnifiedToolDispatcher` [error/tool-dispatcher]\n',
    )
  })

  test('agent says what to run next', async () => {
    const fix = { applicability: 'safe' as const, title: 'x', edits: [] }
    const findings = [
      makeFinding({ fix }),
      makeFinding({ kind: 'usage', line: 9, start: 200, fix }),
      makeFinding({ kind: 'usage', line: 12, start: 300, fix }),
    ]
    expect(await render('agent', makeReport({ findings }))).toMatchInlineSnapshot(`
      "fail: 3 findings in 1 file; fixable 3, unsafe 0, manual 0
      tool-dispatcher: app.agents.tool_dispatcher#ToolDispatcher -> app.tools.unified#UnifiedToolDispatcher
      app/admin.py:3:40 tool-dispatcher error import-time import fix=safe also:9,12
      next: repoint fix
      "
    `)
  })
})

/** C0 but line feed, DEL, C1, bidi marks, line separators. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const COMMANDING = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\u2028\u2029]/

test.each(['stylish', 'unix', 'github', 'agent', 'html'] as const)(
  '%s never lets a repository speak to the terminal',
  async (name) => {
    await always(name, (text) => expect(text).not.toMatch(COMMANDING))
  },
)

test('every output ends with a line break or is empty, and is the same twice', async () => {
  for (const name of REPORTER_NAMES) {
    await always(name, async (text, report) => {
      if (text !== '') expect(text.endsWith('\n')).toBe(true)
      expect(await render(name, report)).toBe(text)
    })
  }
})
