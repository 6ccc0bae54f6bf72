// Bundles the harness and runs it: node bench/mutation/run.mjs --repo <path> --seed N --count K [--language python|typescript]
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'repoint-mutation-'))
try {
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'))
  mkdirSync(join(home, 'out'))
  await build({
    entryPoints: [join(root, 'bench/mutation/main.ts')],
    outfile: join(home, 'out/main.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    logLevel: 'warning',
  })
  process.env.REPOINT_ORACLE ??= join(root, 'bench/mutation/python/oracle.py')
  const { main } = await import(pathToFileURL(join(home, 'out/main.mjs')).href)
  process.exitCode = await main(process.argv.slice(2))
} finally {
  rmSync(home, { recursive: true, force: true })
}
