// npm run bench [-- [options] [path…]]
//   --runs n      pairs of each comparison (3)
//   --quick       small trees, no rivals but ripgrep
//   --symbol s --module m   what to look for in the given paths
// Ratios are medians over pairs of whole processes, run in turn.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { generateTree } from './generate.mjs'
import { measure, measurePair, runOnce } from './measure.mjs'
import { createRivals, installRivals } from './rivals.mjs'

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    symbol: { type: 'string' },
    module: { type: 'string' },
  },
})
const runs = Number(values.runs)
if (!existsSync(CLI)) throw new Error('build first: npm run build')

const scratch = mkdtempSync(join(tmpdir(), 'repoint-bench-'))
const check = (cwd, ...args) => ({
  command: process.execPath,
  args: [CLI, 'check', '--no-dangling', '--no-cache', '--exit-zero', ...args],
  cwd,
})
const say = (...cells) => console.log(`| ${cells.join(' | ')} |`)
const seconds = (value) => value.toFixed(2)
const head = (...cells) => {
  say(...cells)
  say(...cells.map(() => '---'))
}

function findingsOf(cwd) {
  const { stdout } = runOnce(check(cwd, '--format', 'json'))
  return JSON.parse(stdout).findings.length
}

function compare(title, cwd, rivals, args = []) {
  console.log(`\n### ${title}\n`)
  head('against', 'wall, repoint ÷ it', 'cpu, repoint ÷ it', 'its wall s', 'its peak MB')
  let own = null
  for (const [name, rival] of Object.entries(rivals)) {
    const pair = measurePair(check(cwd, ...args), rival, name === 'ripgrep' ? runs : Math.min(runs, 2))
    own = pair.subject
    say(
      name,
      pair.wallRatio.toFixed(2),
      pair.cpuRatio.toFixed(2),
      seconds(pair.rival.wall),
      pair.rival.peakMb.toFixed(0),
    )
  }
  own ??= measure(check(cwd, ...args), runs)
  console.log(`\nrepoint: ${seconds(own.wall)} s wall, ${seconds(own.cpu)} s cpu, ${own.peakMb.toFixed(0)} MB`)
}

/** A row for each size; linear means that the last column stays where it is. */
function scale(title, unit, sizes, make) {
  console.log(`\n### ${title}\n`)
  head(unit, 'cpu s', 'peak MB', `ms for each further ${unit}`, 'plot')
  let last = null
  for (const size of sizes) {
    const root = join(scratch, `scale-${title.replace(/\W/g, '')}-${size}`)
    const { cwd = root, args = [], expected = null } = make(root, size)
    const result = measure(check(cwd, ...args), runs)
    if (expected !== null && findingsOf(cwd) !== expected)
      throw new Error(`${title} ${size}: ${findingsOf(cwd)} findings, not ${expected}`)
    const slope = last === null ? '' : (((result.cpu - last.cpu) * 1000) / (size - last.size)).toFixed(4)
    say(size, seconds(result.cpu), result.peakMb.toFixed(0), slope, '█'.repeat(Math.max(1, Math.round(result.cpu * 8))))
    last = { size, cpu: result.cpu }
    rmSync(root, { recursive: true, force: true })
  }
}

try {
  const [processor] = cpus()
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${processor?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, node ${process.version}, ${runs} pairs each`,
  )
  const home = installRivals()
  const sizes = values.quick ? [1_000] : [1_000, 10_000, 50_000]
  for (const language of ['typescript', 'python'])
    for (const files of sizes) {
      const root = join(scratch, `${language}-${files}`)
      const { findings, symbol } = generateTree(root, language, { files })
      const found = findingsOf(root)
      if (found !== findings) throw new Error(`${language} ${files}: ${found} findings, not ${findings}`)
      const rivals = createRivals(home, scratch, { cwd: root, symbol, module: '../legacy/retired' })
      // Rivals that parse everything are timed on one size; they are linear too.
      const slow = language === 'typescript' && files === 1_000 && !values.quick
      const wanted = Object.entries(rivals).filter(
        ([name]) => name === 'ripgrep' || slow || (language === 'typescript' && name === 'oxlint'),
      )
      compare(`${files} generated ${language} files`, root, Object.fromEntries(wanted))
      rmSync(root, { recursive: true, force: true })
    }
  for (const path of positionals) {
    const cwd = resolve(path)
    const symbol = values.symbol ?? 'useSyncExternalStore'
    const module = values.module ?? 'react'
    const manifest = join(scratch, 'given.json')
    writeFileSync(
      manifest,
      JSON.stringify({
        version: 1,
        retired: [
          {
            from: { module, name: symbol },
            to: { module, name: `${symbol}2` },
            language: /\.py$/.test(module) || values.module?.includes('.') ? 'python' : 'typescript',
          },
        ],
      }),
    )
    const { ripgrep, oxlint } = createRivals(home, scratch, { cwd, symbol, module })
    compare(
      `${path}: ${module}#${symbol}`,
      cwd,
      { ...(ripgrep ? { ripgrep } : {}), ...(oxlint && !values.quick ? { oxlint } : {}) },
      ['--manifest', manifest],
    )
  }
  scale('Files', 'file', values.quick ? [1_000, 2_000, 4_000] : [1_000, 10_000, 50_000, 200_000], (root, files) => ({
    expected: generateTree(root, 'typescript', { files, lines: 10 }).findings,
  }))
  scale('Migrations', 'migration', [1, 10, 100, 1_000, 10_000], (root, migrations) => ({
    expected: generateTree(root, 'typescript', { files: 1_000, migrations }).findings,
  }))
  scale('Findings', 'finding', values.quick ? [0, 1_000, 4_000] : [0, 1_000, 10_000, 100_000], (root, findings) => {
    const { findings: expected } = generateTree(root, 'typescript', {
      files: Math.max(100, findings / 20),
      hits: findings / 20,
      uses: 19,
      lines: 5,
    })
    return { args: ['--format', 'unix'], expected: findings > 20_000 ? null : expected }
  })
  scale('Barrel depth', 'barrel', [1, 10, 20, 40, 60], (root, barrels) => {
    generateTree(root, 'typescript', { files: 100, hits: 0, barrels })
    return {}
  })
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
