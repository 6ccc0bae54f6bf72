import { expect, test } from 'vitest'
import type { ReporterName } from '../../src/reporters/registry.ts'
import { loadReporter } from '../../src/reporters/registry.ts'
import { makeFinding, makeReport } from '../support/make-finding.ts'

/** What GitHub and Azure take for a command where it begins a line of a log. */
const COMMAND = /^\s*(?:::|##)/m

const HOSTILE = ['::error::x', '  ::error::x', '##vso[task.setvariable variable=a]b', 'a\n::error::x', 'a\r##[error]x']
const FORMATS: readonly ReporterName[] = ['stylish', 'unix', 'junit', 'agent', 'checkstyle', 'html', 'sarif', 'json']

for (const name of FORMATS)
  test(`${name}: no name, message or source line begins a line as a command does`, async () => {
    const findings = HOSTILE.map((text, start) =>
      makeFinding({ path: `${text}.py`, message: text, reason: text, snippet: text, symbol: text, start }),
    )
    const skipped = HOSTILE.map((path) => ({ path, reason: path }))
    const reporter = await loadReporter(name)
    const text = await reporter.render(makeReport({ findings, skipped }), {
      color: false,
      root: '/repo',
      width: 100,
      verbose: true,
    })
    expect(COMMAND.exec(text)?.[0] ?? null).toBe(null)
  })
