// Writes the library's declarations to dist/types: those that its entry reaches, with imports that any TypeScript
// resolves. Types are checked by `npm run typecheck`, not here.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'src')
const target = join(root, 'dist/types')

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
const { options } = ts.convertCompilerOptionsFromJson(
  {
    ...config.compilerOptions,
    noEmit: false,
    noCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: source,
    outDir: target,
  },
  root,
)
const emitted = new Map()
const { emitSkipped, diagnostics } = ts
  .createProgram([join(source, 'index.ts')], options)
  .emit(undefined, (path, text) => emitted.set(resolve(path), text))
if (emitSkipped || diagnostics.length > 0) {
  const host = { getCanonicalFileName: (path) => path, getCurrentDirectory: () => root, getNewLine: () => '\n' }
  process.stderr.write(ts.formatDiagnostics(diagnostics, host) || 'no declarations were written\n')
  process.exit(1)
}

/** `./x.ts` → `./x.js`, which stands beside `x.d.ts` for every module resolution. */
function spellImports(text) {
  const local = ts.preProcessFile(text, true).importedFiles.filter(({ fileName }) => /^\.{1,2}\//.test(fileName))
  const paths = local.map(({ fileName }) => fileName.replace(/\.ts$/, ''))
  let spelled = text
  // From the end, so that offsets stay good.
  for (const { pos, fileName } of local.toReversed()) {
    const start = text.indexOf(fileName, pos)
    spelled = `${spelled.slice(0, start)}${fileName.replace(/\.ts$/, '.js')}${spelled.slice(start + fileName.length)}`
  }
  return { spelled, paths }
}

const written = new Set()
const waiting = [join(target, 'index.d.ts')]
for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
  if (written.has(path)) continue
  written.add(path)
  const text = emitted.get(path)
  if (text === undefined) throw new Error(`no declarations for ${relative(target, path)}`)
  const { spelled, paths } = spellImports(text)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, spelled)
  waiting.push(...paths.map((below) => `${resolve(dirname(path), below)}.d.ts`))
}
