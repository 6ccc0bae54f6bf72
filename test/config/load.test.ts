import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { loadManifest } from '../../src/config/load.ts'
import { ManifestError } from '../../src/config/problem.ts'
import type { Manifest, Migration } from '../../src/core/migration.ts'
import { createSource } from './memory-source.ts'

const load = (text: string): Promise<Manifest> => loadManifest(createSource({ 'migrations.json': text }), { file: null })

const loadEntries = async (...retired: readonly unknown[]): Promise<readonly Migration[]> =>
  (await load(JSON.stringify({ version: 1, retired }))).migrations

async function problemsOf(promise: Promise<unknown>): Promise<readonly string[]> {
  try {
    await promise
  } catch (error) {
    if (error instanceof ManifestError) return error.lines
    throw error
  }
  return []
}

const entryProblems = (...retired: readonly unknown[]): Promise<readonly string[]> => problemsOf(loadEntries(...retired))

describe('the design example', () => {
  const text = `{
  "$schema": "./node_modules/repoint/schema.json",
  "version": 1,
  "retired": [
    {
      "id": "tool-dispatcher",
      "from": { "module": "app.agents.tool_dispatcher", "name": "ToolDispatcher" },
      "to":   { "module": "app.tools.unified",          "name": "UnifiedToolDispatcher" },
      "reason": "one dispatcher for all agents", "url": "https://…", "owner": "@core",
      "level": "error",                        // error | warning | note | off
      "levels": { "production": "error", "staging": "warning" },   // --env NAME picks one
      "since": "2025-09-05", "deadline": "2025-12-01",
      "include": [], "exclude": []
    },
    { "from": "ToolDispatcher", "to": "UnifiedToolDispatcher" },
    { "from": "@acme/ui#Button", "to": "@acme/ui/button#default" },
    { "from": { "module": "six.moves", "name": "range" }, "to": { "module": "builtins", "name": "range" } },
    { "from": { "module": "app.legacy", "submodules": true }, "to": { "module": "app.core" } },
    { "from": "app.flags#beta", "to": null, "reason": "gone, use settings" },
    { "from": { "literal": "staging.example.ai" }, "to": { "literal": "staging.examplesystems.ai" },
      "include": ["**/*.{py,ts,tsx,json,yml,yaml,env}"], "levels": { "production": "error", "staging": "warning" } },
  ],
  "python": { "roots": ["."] }, "typescript": { "tsconfig": "tsconfig.json" },
  "baseline": ".repoint-baseline.json"
}
`

  it('is read with everything filled in', async () => {
    const manifest = await load(text)
    expect(manifest).toMatchObject({
      file: 'migrations.json',
      hash: createHash('sha256').update(text).digest('hex'),
      python: { roots: ['.'] },
      typescript: { tsconfig: 'tsconfig.json' },
      baseline: '.repoint-baseline.json',
      generated: [],
    })
    expect(manifest.migrations.map(({ id, kind, language, from, to }) => ({ id, kind, language, from, to }))).toEqual([
      {
        id: 'tool-dispatcher',
        kind: 'symbol',
        language: 'python',
        from: { module: 'app.agents.tool_dispatcher', name: 'ToolDispatcher' },
        to: { module: 'app.tools.unified', name: 'UnifiedToolDispatcher' },
      },
      {
        id: 'tool-dispatcher-2',
        kind: 'symbol',
        language: null,
        from: { module: null, name: 'ToolDispatcher' },
        to: { module: null, name: 'UnifiedToolDispatcher' },
      },
      {
        id: 'button',
        kind: 'symbol',
        language: 'typescript',
        from: { module: '@acme/ui', name: 'Button' },
        to: { module: '@acme/ui/button', name: 'default' },
      },
      {
        id: 'range',
        kind: 'symbol',
        language: 'python',
        from: { module: 'six.moves', name: 'range' },
        to: { module: 'builtins', name: 'range' },
      },
      {
        id: 'app-legacy',
        kind: 'module',
        language: 'python',
        from: { module: 'app.legacy', name: null },
        to: { module: 'app.core', name: null },
      },
      { id: 'beta', kind: 'symbol', language: 'python', from: { module: 'app.flags', name: 'beta' }, to: null },
      {
        id: 'staging-example-ai',
        kind: 'literal',
        language: null,
        from: { literal: 'staging.example.ai' },
        to: { literal: 'staging.examplesystems.ai' },
      },
    ])
    expect(manifest.migrations[0]).toMatchObject({
      level: 'error',
      levels: { production: 'error', staging: 'warning' },
      since: '2025-09-05',
      deadline: '2025-12-01',
      owner: '@core',
      position: { file: 'migrations.json', line: 5, column: 5 },
      toPosition: { file: 'migrations.json', line: 8, column: 15 },
    })
  })
})

describe('probe', () => {
  it('prints', async () => {
    for (const text of [
      '',
      '  // only a comment\n',
      '{',
      '[]',
      'null',
      '{"version": 1, "retired": [}',
      "{'version': 1}",
      '{"version": 2, "retierd": [], "baseline": 3}',
      '{}',
      '{"generators": {}}',
      '{"migrations": [',
      '['.repeat(100000),
      '{"version": 1, "retired": [], "retired": []}',
      '{"version": 1, "__proto__": 1, "retired": {}}',
    ])
      console.log(text.slice(0, 60), '\n  ', (await problemsOf(load(text))).join('\n   '))
    for (const entry of [
      {},
      5,
      { from: 'A' },
      { from: 'A', to: 'A' },
      { from: 'six', to: { modul: 'x', name: 3 } },
      { from: { module: 'six' }, to: { module: 'seven' } },
      { from: 'app.legacy', to: 'core' },
      { from: 'app.legacy', to: 'app.core#x' },
      { from: 'app.legacy', to: '@acme/x' },
      { from: 'A', to: 'B', level: 'warn', language: 'py', since: '2025-02-30', deadlin: '2024-01-01' },
      { from: 'A', to: 'B', since: '2025-02-03', deadline: '2024-01-01', include: ['', '/x', '!a', '{a', 'src/'] },
      { from: { litral: 'x' }, to: null },
      { from: { literal: '' }, to: [] },
      { from: { literal: 'x' }, to: { name: 'x' }, submodules: true },
      { from: 'A', to: 'B', module: 'x.y', reason: 3, levels: { p: 'warning', q: 'of' } },
      { from: 'app', to: 'a.b c' },
      { from: 'app.x', to: 'app.x.y' },
      { from: '#internal', to: 'x' },
      { from: 'a b', to: 'x' },
      { from: 'default', to: 'x' },
      { from: { module: 'app/agents.py', name: 'X' }, to: 'Y', id: 'has space' },
      { from: 'app.x#A', to: ['B', 'B', 'A'] },
      { from: 'app.x#A', to: '' },
    ])
      console.log(JSON.stringify(entry), '\n  ', (await entryProblems(entry)).join('\n   '))
  })
})
