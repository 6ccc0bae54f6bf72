// Bundles the shipped files. The command line is CommonJS, which Node starts faster than modules, in few files, since
// each costs an open: `cli.js` (the entry), `main.js` (everything but parsers) and one chunk for each language, loaded
// when a file of it has to be looked into; `worker.js` is what a second thread runs. `index.mjs` is the library. Libraries that are rarely needed stay in
// node_modules.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const { dependencies, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/**
 * Dependencies are required from node_modules when first used, except oxc-parser, which is bundled for the command line.
 * What is small and always needed is a devDependency: bundled everywhere.
 */
const libraries = Object.keys(dependencies)
const external = libraries.filter((name) => name !== 'oxc-parser')

/** What is loaded by itself: source file → file in `dist`. */
const CHUNKS = new Map([
  ['src/cli/start.ts', 'main.js'],
  ['src/languages/python/index.ts', 'python.js'],
  ['src/languages/typescript/index.ts', 'typescript.js'],
])
/** The second thread runs a file; the library has none. */
const WORKER = { banner: "const __worker=require('node:path').join(__dirname,'worker.js');", name: '__worker' }

/** What is remembered between runs is remembered for this very program. */
function hashSources() {
  const hash = createHash('sha256')
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  for (const path of [...files.map((file) => join('src', file)).sort(), 'package-lock.json'])
    hash.update(path).update(readFileSync(join(root, path)))
  return hash.digest('hex').slice(0, 16)
}

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  conditions: ['module'],
  define: {
    'process.env.REPOINT_VERSION': JSON.stringify(version),
    'process.env.REPOINT_BUILD': JSON.stringify(hashSources()),
    'process.env.REPOINT_WORKER': 'undefined',
  },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
}

/** Dynamic imports of chunks stay what they are; all others are bundled, and evaluated when they are reached. */
const keepChunks = {
  name: 'keep-chunks',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined
      const chunk = CHUNKS.get(relative(root, join(resolveDir, path)).replaceAll('\\', '/'))
      return chunk === undefined ? undefined : { path: `./${chunk}`, external: true }
    })
  },
}

/**
 * A native binding belongs to the package that brings it: where packages are kept apart (pnpm) only that package finds
 * it. Its files, bundled here, go on looking from where they came.
 */
const OXC_URL = "require('node:url').pathToFileURL(require.resolve('oxc-parser')).href"

const SPECIAL = {
  'main.js': { banner: { js: WORKER.banner }, define: { ...common.define, 'process.env.REPOINT_WORKER': WORKER.name } },
  'typescript.js': {
    banner: { js: `const __oxcUrl=${OXC_URL};` },
    define: { ...common.define, 'import.meta.url': '__oxcUrl' },
  },
}

const buildChunk = (entry, outfile, options = {}) =>
  build({
    ...common,
    entryPoints: [entry],
    outfile: join(dist, outfile),
    format: 'cjs',
    // `import()` of a chunk becomes a `require` behind a promise.
    supported: { 'dynamic-import': false },
    external,
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [keepChunks],
    ...options,
  })

function writePackage(folder, type) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type })}\n`)
}

rmSync(dist, { recursive: true, force: true })
writePackage(dist, 'commonjs')
writePackage(join(dist, 'types'), 'module')
const results = await Promise.all([
  buildChunk('src/cli/bin.ts', 'cli.js'),
  buildChunk('src/run/worker.ts', 'worker.js'),
  ...[...CHUNKS].map(([entry, outfile]) => buildChunk(entry, outfile, SPECIAL[outfile])),
  build({
    ...common,
    entryPoints: { index: 'src/index.ts' },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    format: 'esm',
    external: libraries,
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    chunkNames: 'library/[name]-[hash]',
  }),
])

/** What is bundled is redistributed, so its licences come along. */
function writeNotices(inputs) {
  const names = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))
  const notices = [...names].sort().map((name) => {
    const folder = join(root, 'node_modules', name)
    const { version: of, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    return `${name} ${of} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n`
  })
  writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`))
}

writeNotices(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))
