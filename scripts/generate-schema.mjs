// Writes schema.json from the manifest's zod schema. With --check it only compares, and exits 1 where they differ.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const pathOf = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const directory = pathOf(`node_modules/.cache/repoint/schema-${process.pid}`)
const outfile = `${directory}/schema.mjs`

mkdirSync(directory, { recursive: true })
try {
  await build({
    entryPoints: [pathOf('src/config/schema.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  })
  const { generateJsonSchema } = await import(pathToFileURL(outfile).href)
  const schema = generateJsonSchema()
  if (!process.argv.includes('--check')) writeFileSync(pathOf('schema.json'), schema)
  else if (readFileSync(pathOf('schema.json'), 'utf8') !== schema) {
    process.stderr.write('schema.json is out of date: run npm run schema\n')
    process.exitCode = 1
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
