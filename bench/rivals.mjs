// Other tools set to the same job: find the imports of one symbol. They are installed from the npm registry into a
// directory of the user's caches, never into the project.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGES = [
  '@vscode/ripgrep',
  'oxlint',
  '@biomejs/biome',
  '@ast-grep/cli',
  'eslint',
  'typescript-eslint',
  'jscodeshift',
  'ts-morph',
  'typescript@6',
]

export function installRivals() {
  const home = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'repoint-bench')
  mkdirSync(home, { recursive: true })
  if (!existsSync(join(home, 'package.json'))) writeFileSync(join(home, 'package.json'), '{"private":true}\n')
  const missing = PACKAGES.filter((name) => !existsSync(join(home, 'node_modules', name.replace(/(?!^)@.*$/, ''))))
  for (const name of missing)
    spawnSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', home, name], { stdio: 'ignore' })
  return home
}

const findRipgrep = (home) => {
  const scope = join(home, 'node_modules/@vscode')
  if (!existsSync(scope)) return null
  const folders = readdirSync(scope).filter((name) => name.startsWith('ripgrep'))
  return folders.map((name) => join(scope, name, 'bin/rg')).find((path) => existsSync(path)) ?? null
}

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

/**
 * @param scratch a directory for their settings.
 * @returns by name, how each is run; those that could not be installed are left out.
 */
export function createRivals(home, scratch, { cwd, symbol, module }) {
  const bin = (name) => join(home, 'node_modules/.bin', name)
  const settings = (name, value) => {
    const path = join(scratch, name)
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
    return path
  }
  const restricted = {
    paths: [{ name: module, importNames: [symbol], message: 'retired' }],
    patterns: [{ group: [`**/${module.split('/').at(-1)}`], importNames: [symbol], message: 'retired' }],
  }
  const rg = findRipgrep(home)
  const rivals = {
    ripgrep: rg && { command: rg, args: ['-l', symbol, '.'] },
    oxlint: {
      command: bin('oxlint'),
      args: [
        '-c',
        settings('oxlint.json', {
          categories: { correctness: 'off' },
          rules: { 'no-restricted-imports': ['error', restricted] },
        }),
        '--silent',
        '.',
      ],
    },
    biome: { command: bin('biome'), args: ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=none', '.'] },
    'ast-grep': {
      command: bin('ast-grep'),
      args: ['run', '-l', 'ts', '-p', `import { $$$A, ${symbol}, $$$B } from '$M'`, '.'],
    },
    ESLint: {
      command: bin('eslint'),
      args: [
        '--no-config-lookup',
        '-c',
        settings(
          'eslint.config.mjs',
          `import t from '${home}/node_modules/typescript-eslint/dist/index.js'\nexport default [{ files: ['**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'], languageOptions: { parser: t.parser }, rules: { 'no-restricted-imports': ['error', ${JSON.stringify(restricted)}] } }]\n`,
        ),
        '.',
      ],
    },
    jscodeshift: {
      command: bin('jscodeshift'),
      args: ['-d', '-s', '--parser=tsx', '--extensions=ts,tsx,js,jsx', '-t', here('rivals/jscodeshift.cjs'), '.'],
    },
    'ts-morph': { command: process.execPath, args: [here('rivals/ts-morph.mjs'), home, symbol] },
  }
  return Object.fromEntries(
    Object.entries(rivals)
      .filter(([, rival]) => rival !== null && existsSync(rival.command))
      .map(([name, rival]) => [name, { ...rival, cwd, env: { REPOINT_BENCH_SYMBOL: symbol } }]),
  )
}
