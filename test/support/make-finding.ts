import type { Finding } from '../../src/core/finding.ts'
import { assembleReport, type ReportParts, type RunReport } from '../../src/core/report.ts'

export const makeFinding = (over: Partial<Finding> = {}): Finding => ({
  migration: 'tool-dispatcher',
  kind: 'import',
  level: 'error',
  consequence: 'import-time',
  path: 'app/admin.py',
  line: 3,
  column: 40,
  endLine: 3,
  endColumn: 54,
  start: 60,
  end: 74,
  symbol: 'app.agents.tool_dispatcher#ToolDispatcher',
  message: '`app.agents.tool_dispatcher#ToolDispatcher` is retired: use `app.tools.unified#UnifiedToolDispatcher`',
  replacement: 'app.tools.unified#UnifiedToolDispatcher',
  via: [],
  fix: null,
  reason: null,
  owner: '@core',
  url: 'https://example.com/why',
  fingerprint: 'a'.repeat(64),
  snippet: 'from app.agents.tool_dispatcher import ToolDispatcher',
  ...over,
})

export const makeReport = (over: Partial<ReportParts> = {}): RunReport =>
  assembleReport({
    toolVersion: '0.1.0',
    status: 'fail',
    manifest: { file: 'migrations.json', hash: 'b'.repeat(64), migrations: 2 },
    source: { kind: 'worktree', commit: 'c'.repeat(40), files: 12 },
    findings: [],
    suppressed: [],
    baselined: [],
    skipped: [],
    unanalysable: [],
    undecided: 0,
    notices: [],
    rules: [
      {
        id: 'tool-dispatcher',
        from: 'app.agents.tool_dispatcher#ToolDispatcher',
        to: 'app.tools.unified#UnifiedToolDispatcher',
        level: 'error',
        reason: 'one dispatcher for all agents',
        url: 'https://example.com/why',
        owner: '@core',
      },
      { id: 'beta-flag', from: 'app.flags#beta', to: null, level: 'warning', reason: null, url: null, owner: null },
    ],
    ...over,
  })
