import { readFileSync, writeFileSync } from 'node:fs'
import { generateJsonSchema } from '../src/config/schema.ts'

/*
 * Writes schema.json from the manifest's zod schema. With --check it only compares and exits 1 where they differ.
 */

// npm runs scripts at the root of the package
const file = 'schema.json'
const schema = generateJsonSchema()

if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== schema) {
    process.stderr.write('schema.json is out of date: run npm run schema\n')
    process.exitCode = 1
  }
} else {
  writeFileSync(file, schema)
}
