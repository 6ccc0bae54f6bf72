// Bundles the shipped files: one light CommonJS entry for the command line, and everything heavy as lazily loaded
// chunks beside it. Libraries that are rarely needed stay in node_modules.
import { readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

const { dependencies, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })

/** Small and always needed: bundled. The rest is required from node_modules when first used. */
const BUNDLED = new Set(['commander', 'jsonc-parser', 'leven', 'py-ast', '@typescript-eslint/scope-manager', '@typescript-eslint/visitor-keys', 'ignore', 'smol-toml'])
const external = Object.keys(dependencies).filter((name) => !BUNDLED.has(name))

await build({
  entryPoints: { cli: 'src/cli/bin.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  external,
  define: { 'process.env.REPOINT_VERSION': JSON.stringify(version) },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
})
